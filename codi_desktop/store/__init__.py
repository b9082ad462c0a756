"""What a machine keeps: the encrypted database with the log of changes and the record tables, photos, keys, backups."""
