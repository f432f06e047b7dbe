-- Which drives fail slowly: slower than they were, or than their peers are, at the same load?
-- times = 1.2: the least slowdown that is named
-- spreads = 4: the least distance from the other drives of the model, in standard deviations; from peers alone half as much again, for work differs
-- In the manner of PERSEUS (FAST'23): latency over throughput, peers as the yardstick. The spread is the mean distance times 1.2533, which is the
-- standard deviation of a normal distribution and does not swell with the few that are slow.
SELECT host, device, model, beside, exp(worse) AS slowdown, worse / spread AS spreads
FROM (SELECT host, device, model, 'its best week' AS beside, change_gap - middle AS worse, sqrt(model_spread * model_spread + 2 * recent_error * recent_error) AS spread
      FROM (SELECT host, device, model, change_gap, recent_error FROM drive_weeks) AS changes
      INNER JOIN (SELECT model, middle, 1.2533 * avg(abs(change_gap - middle)) AS model_spread
                  FROM (SELECT model, change_gap FROM drive_weeks) AS c
                  INNER JOIN (SELECT model, avg(change_gap) AS middle FROM drive_weeks GROUP BY model) AS m USING (model)
                  GROUP BY model, middle) AS changed USING (model)
      UNION ALL
      SELECT host, device, model, 'its peers' AS beside, recent_gap AS worse, 1.5 * model_spread AS spread
      FROM (SELECT host, device, model, recent_gap FROM drive_weeks) AS recents
      INNER JOIN (SELECT model, 1.2533 * avg(abs(recent_gap)) AS model_spread FROM drive_weeks GROUP BY model) AS apart USING (model)) AS drives
WHERE exp(worse) >= $times AND worse >= $spreads * spread
ORDER BY slowdown DESC, host, device, beside
