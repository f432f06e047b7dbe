-- What became of one host, day by day?
-- host = '': the host's name
SELECT day, name, kernel, state, cause_kind, cause_device, recording_id
FROM recordings
WHERE host = $host
ORDER BY day, name, recording_id
