-- Lines older than what the law and the school ask for are forgotten, the oldest first.
CREATE INDEX observe_audit_at ON observe_audit (at);
