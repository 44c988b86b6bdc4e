-- Who may use the bot, where it speaks, and which red alerts nobody has acknowledged.

CREATE TABLE member (
  user INTEGER PRIMARY KEY,
  role TEXT NOT NULL,
  name TEXT NOT NULL,
  added_by INTEGER NOT NULL,
  added_at TEXT NOT NULL        -- people time
) STRICT;

CREATE TABLE invite (
  digest TEXT PRIMARY KEY,      -- of the code; the code itself is never kept
  role TEXT NOT NULL,
  by_user INTEGER NOT NULL,
  expires TEXT NOT NULL,        -- people time
  used_by INTEGER,
  used_at TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE party (            -- a group that an owner allowed
  chat INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  forum INTEGER NOT NULL,
  added_by INTEGER NOT NULL
) STRICT;

CREATE TABLE topic (
  chat INTEGER NOT NULL REFERENCES party (chat) ON DELETE CASCADE ON UPDATE CASCADE,
  server TEXT NOT NULL,
  login INTEGER NOT NULL,
  thread INTEGER NOT NULL,
  PRIMARY KEY (chat, server, login)
) STRICT, WITHOUT ROWID;

CREATE TABLE ring (
  outbox_id INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
  chat INTEGER NOT NULL,        -- a person's; groups are not rung
  stage TEXT NOT NULL,          -- what comes next
  next_at TEXT NOT NULL,        -- people time
  PRIMARY KEY (chat, outbox_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ring_due ON ring (next_at);
CREATE INDEX ring_outbox ON ring (outbox_id);
