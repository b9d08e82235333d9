-- Videos lie there, too: "webp" for a picture, "mp4" or "webm" for a video.
ALTER TABLE files_picture ADD COLUMN type VARCHAR(8) NOT NULL DEFAULT 'webp';
