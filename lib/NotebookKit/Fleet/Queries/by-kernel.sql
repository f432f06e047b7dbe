-- Since which kernel: how often does each kernel's recording name a cause, and what do its reads cost?
SELECT kernel, count(*) AS recordings, count(DISTINCT host) AS hosts, min(day) AS first_day,
       avg(CASE WHEN state = 'cause-named' THEN 1.0 ELSE 0.0 END) AS cause_share,
       avg(CASE WHEN cause_kind = 'merge-disabled' OR cause_kind = 'merge-missed' THEN 1.0 ELSE 0.0 END) AS lost_merge_share
FROM recordings
GROUP BY kernel
ORDER BY cause_share DESC, kernel
