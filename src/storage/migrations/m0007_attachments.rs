//! What is known of the files of members; the files themselves lie elsewhere.

use sea_orm_migration::prelude::*;

#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0007_attachments"
    }
}

#[derive(Clone, Copy, DeriveIden)]
enum Attachments {
    Table,
    Key,
    Owner,
    Name,
    MediaType,
    Size,
    Width,
    Height,
    Created,
    Post,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        use Attachments::{Created, Height, Key, MediaType, Name, Owner, Post, Size, Width};
        let mut attachments = Table::create();
        attachments
            .table(Attachments::Table)
            .col(ColumnDef::new(Key).text().not_null())
            .col(ColumnDef::new(Owner).text().not_null())
            .col(ColumnDef::new(Name).text().not_null())
            .col(ColumnDef::new(MediaType).text().not_null())
            .col(ColumnDef::new(Size).big_integer().not_null())
            .col(ColumnDef::new(Width).integer())
            .col(ColumnDef::new(Height).integer())
            .col(ColumnDef::new(Created).big_integer().not_null())
            .col(ColumnDef::new(Post).text())
            .primary_key(Index::create().col(Key));
        manager.create_table(attachments).await?;
        // For the quota of a member, for what nothing claimed, and for what a post has.
        let indexes: [(&str, &[Attachments]); 2] = [
            ("attachments_by_owner", &[Owner, Created]),
            ("attachments_by_post", &[Post, Created]),
        ];
        for (name, columns) in indexes {
            let mut index = Index::create();
            index.name(name).table(Attachments::Table);
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
