-- Which hosts lose merges, since when, and with which setting?
-- share = 0.5: the least share of mergeable bios that were not merged
SELECT host, device, min(day) AS first_day, max(day) AS last_day, count(*) AS recordings, avg(missed_share) AS mean_missed_share,
       sum(missed) AS bios_missed, max(nomerges) AS nomerges
FROM merges
WHERE missed_share >= $share
GROUP BY host, device
ORDER BY bios_missed DESC, host, device
