ALTER TABLE agenda_timer ADD COLUMN on_real_time INT NOT NULL DEFAULT 0;
CREATE INDEX agenda_timer_clock ON agenda_timer (stream, on_real_time, due);
