SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    SELECT json_object(
      'entries', (
        WITH anon_2 AS (
          SELECT json_object(
            'waitDays', CASE
              WHEN (coalesce(pool_entry_1.left_on, ?1) < pool_entry_1.entered_on) THEN 0
              ELSE CAST(
                julianday(coalesce(pool_entry_1.left_on, ?2)) - julianday(
                  pool_entry_1.entered_on
                ) AS INTEGER
              )
            END,
            'client', (
              SELECT json_object(
                '$whose', client_1.id,
                'name', client_1.name,
                'languages', json(client_1.languages)
              ) AS anon_3
              FROM client AS client_1
              WHERE client_1.id = pool_entry_1.client_id
            )
          ) AS v0
          FROM pool_entry AS pool_entry_1
          WHERE pool_entry_1.left_at IS NULL
            AND CASE
              WHEN (coalesce(pool_entry_1.left_on, ?3) < pool_entry_1.entered_on) THEN 0
              ELSE CAST(
                julianday(coalesce(pool_entry_1.left_on, ?4)) - julianday(pool_entry_1.entered_on) AS INTEGER
              )
            END + ?5 > ?6
            AND CASE
              WHEN (coalesce(pool_entry_1.left_on, ?7) < pool_entry_1.entered_on) THEN 0
              ELSE CAST(
                julianday(coalesce(pool_entry_1.left_on, ?8)) - julianday(pool_entry_1.entered_on) AS INTEGER
              )
            END <= ?9
          ORDER BY pool_entry_1.entered_at ASC, pool_entry_1.id ASC
          LIMIT 10
          OFFSET ?10
        )
        SELECT json_object('nodes', json_group_array(json(anon_2.v0))) AS anon_4
        FROM anon_2
      )
    ) AS anon_1
  ) AS c0

-- ?1 to ?4  today
-- ?5        constant
-- ?6        the practice's wait target
-- ?7 to ?8  today
-- ?9        the practice's wait target
-- ?10       constant
