SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    SELECT json_object(
      'entries', (
        WITH anon_2 AS (
          SELECT json_object(
            'client', (
              SELECT json_object('$whose', client_1.id, 'name', client_1.name) AS anon_3
              FROM client AS client_1
              WHERE client_1.id = pool_entry_1.client_id
            ),
            'previousProvider', (
              SELECT json_object('name', provider_1.name) AS anon_4
              FROM provider AS provider_1
              WHERE provider_1.id = pool_entry_1.previous_provider_id
            ),
            'team', (
              SELECT json_object('name', team_1.name) AS anon_5
              FROM team AS team_1
              WHERE team_1.id = pool_entry_1.team_id
            ),
            'priority', pool_entry_1.priority,
            'waitDays', CASE
              WHEN (coalesce(pool_entry_1.left_on, ?1) < pool_entry_1.entered_on) THEN 0
              ELSE CAST(
                julianday(coalesce(pool_entry_1.left_on, ?2)) - julianday(
                  pool_entry_1.entered_on
                ) AS INTEGER
              )
            END,
            'waitDaysSinceIntake', CASE
              WHEN (
                coalesce(pool_entry_1.left_on, ?3) < (
                  SELECT client.intake_date
                  FROM client
                  WHERE client.id = pool_entry_1.client_id
                )
              ) THEN 0
              ELSE CAST(
                julianday(coalesce(pool_entry_1.left_on, ?4)) - julianday(
                  (
                    SELECT client.intake_date
                    FROM client
                    WHERE client.id = pool_entry_1.client_id
                  )
                ) AS INTEGER
              )
            END
          ) AS v0
          FROM pool_entry AS pool_entry_1
          WHERE pool_entry_1.left_at IS NULL AND pool_entry_1.reason IN (?5)
          ORDER BY pool_entry_1.entered_at ASC, pool_entry_1.id ASC
          LIMIT 10
          OFFSET ?6
        )
        SELECT json_object('nodes', json_group_array(json(anon_2.v0))) AS anon_6
        FROM anon_2
      )
    ) AS anon_1
  ) AS c0

-- ?1 to ?4  today
-- ?5 to ?6  constant
