CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  server TEXT NOT NULL,
  login INTEGER NOT NULL,
  position INTEGER,             -- null for facts about the account
  kind TEXT NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  at TEXT NOT NULL,             -- market time
  intent INTEGER,               -- the intent it tells of
  class TEXT NOT NULL,          -- action, refusal, transition, other
  sum INTEGER NOT NULL
) STRICT;
CREATE INDEX event_trade ON event (server, login, position, seq);
CREATE INDEX event_class ON event (class, seq) WHERE class <> 'other';
CREATE INDEX event_intent ON event (intent, seq) WHERE intent IS NOT NULL;

CREATE TABLE trade (
  server TEXT NOT NULL,
  login INTEGER NOT NULL,
  position INTEGER NOT NULL,
  state TEXT NOT NULL,
  since TEXT NOT NULL,
  live INTEGER NOT NULL,        -- something is left to look after
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  sum INTEGER NOT NULL,
  PRIMARY KEY (server, login, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE timer (
  server TEXT NOT NULL,
  login INTEGER NOT NULL,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  due_utc TEXT NOT NULL,
  PRIMARY KEY (server, login, position, kind),
  FOREIGN KEY (server, login, position) REFERENCES trade ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE decision (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  server TEXT NOT NULL,
  login INTEGER NOT NULL,
  position INTEGER NOT NULL,
  at TEXT NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  sum INTEGER NOT NULL
) STRICT;
CREATE INDEX decision_at ON decision (at);

CREATE TABLE intent (
  id INTEGER PRIMARY KEY,
  server TEXT NOT NULL,
  login INTEGER NOT NULL,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  magic INTEGER NOT NULL UNIQUE,
  decision INTEGER NOT NULL,
  executed INTEGER,
  opened INTEGER,               -- position it opened, once known
  released_at TEXT,             -- when it no longer stands for a possible hedge
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  sum INTEGER NOT NULL
) STRICT;
CREATE INDEX intent_decision ON intent (decision);
CREATE INDEX intent_open ON intent (server, login) WHERE state <> 'settled';
CREATE UNIQUE INDEX one_hedge ON intent (server, login, position)
  WHERE kind = 'hedge' AND released_at IS NULL;

CREATE TABLE account (
  server TEXT NOT NULL,
  login INTEGER NOT NULL,
  mode TEXT,
  paused INTEGER,
  last_cycle TEXT,
  PRIMARY KEY (server, login)
) STRICT, WITHOUT ROWID;

CREATE TABLE equity (
  server TEXT NOT NULL,
  login INTEGER NOT NULL,
  day TEXT NOT NULL,
  at TEXT NOT NULL,             -- market time
  equity REAL NOT NULL,
  estimated INTEGER NOT NULL,
  PRIMARY KEY (server, login, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  seq INTEGER NOT NULL UNIQUE REFERENCES event (seq),
  priority TEXT NOT NULL,
  queued_at TEXT NOT NULL,      -- people time
  expires TEXT                  -- people time; null: never
) STRICT;

CREATE TABLE chat (
  chat INTEGER PRIMARY KEY,
  active INTEGER NOT NULL,
  planned INTEGER NOT NULL      -- newest outbox row it was considered for
) STRICT;

CREATE TABLE delivery (
  outbox_id INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
  chat INTEGER NOT NULL REFERENCES chat (chat),
  sent_at TEXT,
  message_id INTEGER,
  digest INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before TEXT,
  dead TEXT,                    -- why it will never be sent
  PRIMARY KEY (chat, outbox_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_due ON delivery (chat, outbox_id) WHERE sent_at IS NULL AND dead IS NULL;
CREATE INDEX delivery_outbox ON delivery (outbox_id);
CREATE INDEX delivery_message ON delivery (chat, message_id) WHERE message_id IS NOT NULL;

CREATE TABLE inbox (
  update_id INTEGER PRIMARY KEY,
  body TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  done_at TEXT
) STRICT;
CREATE INDEX inbox_undone ON inbox (update_id) WHERE done_at IS NULL;

CREATE TABLE button (
  nonce TEXT PRIMARY KEY,
  server TEXT NOT NULL,
  login INTEGER NOT NULL,
  user INTEGER NOT NULL,
  chat INTEGER NOT NULL,
  message_id INTEGER,
  position INTEGER,
  action TEXT NOT NULL,
  state_version INTEGER,
  expires TEXT NOT NULL,
  used_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX button_expires ON button (expires);

CREATE TABLE person_setting (
  user INTEGER NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (user, key)
) STRICT, WITHOUT ROWID;
