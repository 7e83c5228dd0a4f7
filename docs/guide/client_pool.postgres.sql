SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    SELECT JSON_OBJECT(
      'totalCount' VALUE count(*),
      'longestWaitDays' VALUE max(anon_2.waited),
      'pastTarget' VALUE count(*) FILTER (
        WHERE CASE
          WHEN (coalesce(anon_2.left_on, $1::DATE) < anon_2.entered_on) THEN 0
          ELSE (coalesce(anon_2.left_on, $1::DATE) - anon_2.entered_on)
        END > $2::INTEGER
      ),
      'dueWithin' VALUE count(*) FILTER (
        WHERE CASE
          WHEN (coalesce(anon_2.left_on, $1::DATE) < anon_2.entered_on) THEN 0
          ELSE (coalesce(anon_2.left_on, $1::DATE) - anon_2.entered_on)
        END + $3::BIGINT > $2::INTEGER
          AND anon_2.waited <= $2::INTEGER
      ),
      'entries' VALUE (
        WITH anon_3 AS (
          SELECT JSON_OBJECT(
            'id' VALUE pool_entry_1.id,
            'waitDays' VALUE CASE
              WHEN (coalesce(pool_entry_1.left_on, $1::DATE) < pool_entry_1.entered_on) THEN 0
              ELSE (coalesce(pool_entry_1.left_on, $1::DATE) - pool_entry_1.entered_on)
            END,
            'priority' VALUE pool_entry_1.priority,
            'reason' VALUE pool_entry_1.reason,
            'client' VALUE (
              SELECT JSON_OBJECT(
                'id' VALUE client_1.id,
                'name' VALUE client_1.name,
                'insuranceStatus' VALUE client_1.insurance_status,
                'payer' VALUE client_1.payer,
                'serviceRequirements' VALUE client_1.service_requirements,
                'location' VALUE (
                  SELECT JSON_OBJECT('name' VALUE location_1.name RETURNING json) AS anon_5
                  FROM location AS location_1
                  WHERE location_1.id = client_1.location_id
                ) RETURNING json
              ) AS anon_4
              FROM client AS client_1
              WHERE client_1.id = pool_entry_1.client_id
            ) RETURNING json
          ) AS v0
          FROM pool_entry AS pool_entry_1
          WHERE pool_entry_1.left_at IS NULL
          ORDER BY pool_entry_1.entered_at ASC, pool_entry_1.id ASC
          LIMIT 10
        )
        SELECT JSON_OBJECT('nodes' VALUE coalesce(json_agg(anon_3.v0), CAST('[]' AS json)) RETURNING json) AS anon_6
        FROM anon_3
      ) RETURNING json
    ) AS anon_1
    FROM (
      SELECT
        pool_entry_2.reason AS reason,
        CASE
          WHEN (coalesce(pool_entry_2.left_on, $1::DATE) < pool_entry_2.entered_on) THEN 0
          ELSE (coalesce(pool_entry_2.left_on, $1::DATE) - pool_entry_2.entered_on)
        END AS waited,
        pool_entry_2.entered_on AS entered_on,
        pool_entry_2.left_on AS left_on
      FROM pool_entry AS pool_entry_2
      WHERE pool_entry_2.left_at IS NULL
    ) AS anon_2
  ) AS c0

-- $1  today
-- $2  the practice's wait target
-- $3  constant
