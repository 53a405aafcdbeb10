//! Each commit has a number, and what is counted says which one moved it last: whoever keeps
//! counts in memory reads what came since.

use sea_orm_migration::prelude::*;

#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0005_changes"
    }
}

#[derive(DeriveIden)]
enum Changes {
    Table,
    /// There is one row.
    One,
    Number,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut changes = Table::create();
        changes
            .table(Changes::Table)
            .col(
                ColumnDef::new(Changes::One)
                    .integer()
                    .not_null()
                    .primary_key(),
            )
            .col(ColumnDef::new(Changes::Number).big_integer().not_null());
        manager.create_table(changes).await?;
        let mut first = Query::insert();
        first
            .into_table(Changes::Table)
            .columns([Changes::One, Changes::Number])
            .values_panic([1.into(), 1_i64.into()]);
        manager.execute(first).await?;

        for table in ["tallies", "epochs", "views"] {
            let mut alter = Table::alter();
            alter.table(table).add_column(
                ColumnDef::new("change")
                    .big_integer()
                    .not_null()
                    .default(0_i64),
            );
            manager.alter_table(alter).await?;
            let mut by_change = Index::create();
            by_change
                .name(format!("{table}_by_change"))
                .table(table)
                .col("change");
            manager.create_index(by_change).await?;
        }
        Ok(())
    }
}
