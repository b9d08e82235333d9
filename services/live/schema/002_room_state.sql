CREATE INDEX live_room_state ON live_room (state);
