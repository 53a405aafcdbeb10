//! `[identity]`: which key is trusted.

use crate::config::read::{Reader, text};
use crate::config::{IdentityConfig, TokenAlgorithm};
use crate::diagnostic::Code;
use crate::spanned::{Fields, Span, Table};

impl Reader<'_> {
    pub(super) fn identity(&mut self, table: Table, config: &mut IdentityConfig) {
        let mut fields = Fields::new(table);
        let algorithm = fields.take_text("algorithm");
        let filled = |taken: Option<(String, Span)>| taken.filter(|(text, _)| !text.is_empty());
        config.key_file = filled(fields.take_text("key_file")).map(|(path, _)| path.into());
        config.jwks = filled(fields.take_text("jwks")).map(|(path, _)| path.into());
        if let Some((word, span)) = algorithm {
            let known = TokenAlgorithm::ALL.map(TokenAlgorithm::word);
            let mut all = TokenAlgorithm::ALL.into_iter();
            match all.find(|one| one.word() == word) {
                _ if config.jwks.is_some() => {
                    config.usable = false;
                    self.report(Code::AlgorithmWithJwks, span, "algorithm", &word);
                }
                None => {
                    config.usable = false;
                    self.unknown_value("algorithm", &word, span, &known);
                }
                // Whoever can check such tokens cannot make the key that signs them.
                Some(algorithm)
                    if algorithm != TokenAlgorithm::Hs256 && config.key_file.is_none() =>
                {
                    config.usable = false;
                    self.report(Code::NoTokenKey, span, "algorithm", &word);
                }
                Some(algorithm) => config.algorithm = algorithm,
            }
        }
        text(&mut fields, "issuer", &mut config.issuer);
        text(&mut fields, "audience", &mut config.audience);
        self.finish("identity", fields);
    }
}
