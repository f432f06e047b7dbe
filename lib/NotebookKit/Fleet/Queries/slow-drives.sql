-- Which drives are slow beside the others of their model, on the last days?
-- days = 7: how many days back from the last one
SELECT host, device, model, drive_us AS d2c_us, model_us, drive_us / model_us AS times
FROM (SELECT host, device, model, exp(avg({ln}(d2c_mean_us))) AS drive_us
      FROM devices
      WHERE d2c_mean_us > 0 AND model IS NOT NULL AND day_number > (SELECT max(day_number) FROM devices) - $days
      GROUP BY host, device, model) AS drives
INNER JOIN (SELECT model, exp(avg({ln}(d2c_mean_us))) AS model_us
            FROM devices
            WHERE d2c_mean_us > 0 AND model IS NOT NULL AND day_number > (SELECT max(day_number) FROM devices) - $days
            GROUP BY model) AS models USING (model)
ORDER BY times DESC, host, device
LIMIT 50
