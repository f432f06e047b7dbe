-- Which causes were found, on how many hosts, and since when?
SELECT cause_kind, count(*) AS recordings, count(DISTINCT host) AS hosts, min(day) AS first_day, max(day) AS last_day
FROM recordings
WHERE state = 'cause-named'
GROUP BY cause_kind
ORDER BY recordings DESC, cause_kind
