-- How slow was each host on each day, by its slowest drive beside that drive's model?
SELECT host, day, exp(max(gap)) AS slowdown
FROM drive_gaps
GROUP BY host, day
ORDER BY host, day
