"""No table. Only an app with this module is told, by `post_migrate`, that the database was migrated."""
