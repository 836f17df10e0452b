"""The database: engines, migrations, the two ways to use it (reading and writing), topics and the replica."""
