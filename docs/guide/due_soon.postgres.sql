SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    SELECT JSON_OBJECT(
      'entries' VALUE (
        WITH anon_2 AS (
          SELECT JSON_OBJECT(
            'waitDays' VALUE CASE
              WHEN (coalesce(pool_entry_1.left_on, $1::DATE) < pool_entry_1.entered_on) THEN 0
              ELSE (coalesce(pool_entry_1.left_on, $1::DATE) - pool_entry_1.entered_on)
            END,
            'client' VALUE (
              SELECT JSON_OBJECT(
                '$whose' VALUE client_1.id,
                'name' VALUE client_1.name,
                'languages' VALUE client_1.languages RETURNING json
              ) AS anon_3
              FROM client AS client_1
              WHERE client_1.id = pool_entry_1.client_id
            ) RETURNING json
          ) AS v0
          FROM pool_entry AS pool_entry_1
          WHERE pool_entry_1.left_at IS NULL
            AND CASE
              WHEN (coalesce(pool_entry_1.left_on, $1::DATE) < pool_entry_1.entered_on) THEN 0
              ELSE (coalesce(pool_entry_1.left_on, $1::DATE) - pool_entry_1.entered_on)
            END + $2::BIGINT > $3::INTEGER
            AND CASE
              WHEN (coalesce(pool_entry_1.left_on, $1::DATE) < pool_entry_1.entered_on) THEN 0
              ELSE (coalesce(pool_entry_1.left_on, $1::DATE) - pool_entry_1.entered_on)
            END <= $3::INTEGER
          ORDER BY pool_entry_1.entered_at ASC, pool_entry_1.id ASC
          LIMIT 10
        )
        SELECT JSON_OBJECT('nodes' VALUE coalesce(json_agg(anon_2.v0), CAST('[]' AS json)) RETURNING json) AS anon_4
        FROM anon_2
      ) RETURNING json
    ) AS anon_1
  ) AS c0

-- $1  today
-- $2  constant
-- $3  the practice's wait target
