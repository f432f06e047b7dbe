-- How long does a request take on each model, from all recordings' buckets together?
-- quantile = 0.99: which quantile, 0 to 1
SELECT model, max(all_ios) AS ios, min(low_us) AS from_us, min(high_us) AS to_us
FROM (SELECT model, low_us, high_us, sum(CASE WHEN other_low <= low_us THEN other_ios ELSE 0 END) AS below, sum(other_ios) AS all_ios
      FROM (SELECT model, low_us, high_us
            FROM (SELECT recording_id, device, model FROM devices WHERE model IS NOT NULL) AS d
            INNER JOIN (SELECT recording_id, device, low_us, high_us FROM phases WHERE phase = 'D2C') AS p USING (recording_id, device)
            GROUP BY model, low_us, high_us) AS edges
      INNER JOIN (SELECT model, other_low, sum(ios) AS other_ios
                  FROM (SELECT recording_id, device, model FROM devices WHERE model IS NOT NULL) AS e
                  INNER JOIN (SELECT recording_id, device, low_us AS other_low, ios FROM phases WHERE phase = 'D2C') AS q USING (recording_id, device)
                  GROUP BY model, other_low) AS others USING (model)
      GROUP BY model, low_us, high_us) AS cumulated
WHERE below >= $quantile * all_ios
GROUP BY model
ORDER BY model
