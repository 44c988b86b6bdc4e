CREATE TABLE launch (
  digest TEXT PRIMARY KEY,
  user INTEGER NOT NULL,
  used_at TEXT NOT NULL,        -- people time
  expires TEXT NOT NULL         -- people time; after it the launch is too old anyway
) STRICT, WITHOUT ROWID;
CREATE INDEX launch_expires ON launch (expires);
