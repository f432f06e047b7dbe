-- How far each drive's day is from its peers at the same load: the natural logarithm of the slowdown, 0 for as expected
-- Peers are drives of one model with requests of one size (a power of two) and mostly of one direction. What they take is a line: ln(mean D2C) over
-- ln(requests a second). Load that is offered does not follow from the drive's own slowness, as its queue depth does. Fewer than 20 rows are no peers.
SELECT host, device, model, direction, size_class, day, day_number, recording_id, y - (my + b * (x - mx)) AS gap
FROM (SELECT host, device, model, day, day_number, recording_id, CASE WHEN read_share >= 0.5 THEN 'reads' ELSE 'writes' END AS direction,
             floor({ln}(size_sectors) / 0.6931471805599453 + 0.5) AS size_class, {ln}(requests_per_s) AS x, {ln}(d2c_mean_us) AS y
      FROM devices
      WHERE requests_per_s > 0 AND size_sectors > 0 AND d2c_mean_us > 0 AND model IS NOT NULL AND day_number IS NOT NULL) AS points
INNER JOIN (SELECT model, direction, size_class, mx, my, CASE WHEN cxx > 0.000001 AND cxy > 0 THEN cxy / cxx ELSE 0.0 END AS b
            FROM (SELECT model, direction, size_class, count(*) AS n, avg(x) AS mx, avg(y) AS my, avg(x * x) - avg(x) * avg(x) AS cxx, avg(x * y) - avg(x) * avg(y) AS cxy
                  FROM (SELECT model, CASE WHEN read_share >= 0.5 THEN 'reads' ELSE 'writes' END AS direction,
                               floor({ln}(size_sectors) / 0.6931471805599453 + 0.5) AS size_class, {ln}(requests_per_s) AS x, {ln}(d2c_mean_us) AS y
                        FROM devices
                        WHERE requests_per_s > 0 AND size_sectors > 0 AND d2c_mean_us > 0 AND model IS NOT NULL AND day_number IS NOT NULL) AS all_points
                  GROUP BY model, direction, size_class) AS moments
            WHERE n >= 20) AS lines USING (model, direction, size_class)
