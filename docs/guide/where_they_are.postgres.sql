SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    SELECT JSON_OBJECT(
      'entries' VALUE (
        WITH anon_2 AS (
          SELECT JSON_OBJECT(
            'client' VALUE (
              SELECT JSON_OBJECT('$whose' VALUE client_1.id, 'name' VALUE client_1.name RETURNING json) AS anon_3
              FROM client AS client_1
              WHERE client_1.id = pool_entry_1.client_id
            ),
            'previousProvider' VALUE (
              SELECT JSON_OBJECT('name' VALUE provider_1.name RETURNING json) AS anon_4
              FROM provider AS provider_1
              WHERE provider_1.id = pool_entry_1.previous_provider_id
            ),
            'team' VALUE (
              SELECT JSON_OBJECT('name' VALUE team_1.name RETURNING json) AS anon_5
              FROM team AS team_1
              WHERE team_1.id = pool_entry_1.team_id
            ),
            'priority' VALUE pool_entry_1.priority,
            'waitDays' VALUE CASE
              WHEN (coalesce(pool_entry_1.left_on, $1::DATE) < pool_entry_1.entered_on) THEN 0
              ELSE (coalesce(pool_entry_1.left_on, $1::DATE) - pool_entry_1.entered_on)
            END,
            'waitDaysSinceIntake' VALUE CASE
              WHEN (
                coalesce(pool_entry_1.left_on, $1::DATE) < (
                  SELECT client.intake_date FROM client WHERE client.id = pool_entry_1.client_id
                )
              ) THEN 0
              ELSE (
                coalesce(pool_entry_1.left_on, $1::DATE) - (
                  SELECT client.intake_date FROM client WHERE client.id = pool_entry_1.client_id
                )
              )
            END RETURNING json
          ) AS v0
          FROM pool_entry AS pool_entry_1
          WHERE pool_entry_1.left_at IS NULL AND pool_entry_1.reason IN ($2)
          ORDER BY pool_entry_1.entered_at ASC, pool_entry_1.id ASC
          LIMIT 10
        )
        SELECT JSON_OBJECT('nodes' VALUE coalesce(json_agg(anon_2.v0), CAST('[]' AS json)) RETURNING json) AS anon_6
        FROM anon_2
      ) RETURNING json
    ) AS anon_1
  ) AS c0

-- $1  today
-- $2  constant
