-- Helpers came with the chats, and answered buyers.
ALTER TABLE mall_chat_helper RENAME TO mall_helper;
ALTER TABLE mall_helper ADD COLUMN kind INT NOT NULL DEFAULT 1;
