//! What the tables are like.

pub(super) mod searches {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "searches")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        /// Milliseconds since 1970.
        pub at: i64,
        pub language: String,
        pub visibility: String,
        pub text: String,
        pub words: String,
        pub missing: Option<String>,
        pub found: i64,
        pub elsewhere: i64,
        pub module: Option<String>,
        pub screen: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod openings {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "openings")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub at: i64,
        pub language: String,
        pub visibility: String,
        pub words: String,
        pub module: Option<String>,
        pub screen: Option<String>,
        pub article: String,
        pub article_language: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod deflections {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "deflections")]
    pub struct Model {
        /// Since 1970.
        #[sea_orm(primary_key, auto_increment = false)]
        pub day: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub language: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub category: String,
        pub shown: i64,
        pub opened: i64,
        pub asked: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The part of the votes that reports look at; the room `feedback` alone writes them.
pub(super) mod votes {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "votes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub article: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub language: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub epoch: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub voter: String,
        pub helpful: bool,
        pub reason: Option<String>,
        pub comment: Option<String>,
        pub query: Option<String>,
        pub changed: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
