SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    SELECT json_object(
      'entries', (
        WITH anon_2 AS (
          SELECT json_object(
            'waitDays', CAST(
              julianday(coalesce(pool_entry_1.left_on, ?1)) - julianday(
                pool_entry_1.entered_on
              ) AS INTEGER
            ),
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
            AND CAST(
              julianday(coalesce(pool_entry_1.left_on, ?2)) - julianday(pool_entry_1.entered_on) AS INTEGER
            ) + ?3 > ?4
            AND CAST(
              julianday(coalesce(pool_entry_1.left_on, ?5)) - julianday(pool_entry_1.entered_on) AS INTEGER
            ) <= ?6
          ORDER BY pool_entry_1.entered_at ASC, pool_entry_1.id ASC
          LIMIT 10
          OFFSET ?7
        )
        SELECT json_object('nodes', json_group_array(json(anon_2.v0))) AS anon_4
        FROM anon_2
      )
    ) AS anon_1
  ) AS c0

-- ?1 to ?2  today
-- ?3        constant
-- ?4        the practice's wait target
-- ?5        today
-- ?6        the practice's wait target
-- ?7        constant
