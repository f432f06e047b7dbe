-- How far each drive's last seven days are from its peers, and from its own best week at the same work
-- Weeks are counted back from the last day of all. A week of fewer than three days is none.
SELECT host, device, model, direction, size_class, days, recent_gap, recent_error, best_gap, recent_gap - best_gap AS change_gap
FROM (SELECT host, device, model, direction, size_class, count(*) AS days, avg(gap) AS recent_gap,
             sqrt(abs(avg(gap * gap) - avg(gap) * avg(gap)) / count(*)) AS recent_error
      FROM drive_gaps
      WHERE day_number > (SELECT max(day_number) FROM devices) - 7
      GROUP BY host, device, model, direction, size_class) AS recent
INNER JOIN (SELECT host, device, model, direction, size_class, min(week_gap) AS best_gap
            FROM (SELECT host, device, model, direction, size_class, floor(((SELECT max(day_number) FROM devices) - day_number) / 7) AS week, avg(gap) AS week_gap, count(*) AS n
                  FROM drive_gaps
                  GROUP BY host, device, model, direction, size_class, week) AS weeks
            WHERE n >= 3
            GROUP BY host, device, model, direction, size_class) AS best USING (host, device, model, direction, size_class)
WHERE days >= 3
