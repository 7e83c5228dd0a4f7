SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    WITH anon_1 AS (
      SELECT JSON_OBJECT(
        'id' VALUE provider_1.id,
        'name' VALUE provider_1.name,
        'team' VALUE (
          SELECT JSON_OBJECT('id' VALUE team_1.id, 'name' VALUE team_1.name RETURNING json) AS anon_2
          FROM team AS team_1
          WHERE team_1.id = provider_1.team_id
        ),
        'capacity' VALUE provider_1.capacity,
        'load' VALUE provider_1.load_hundredths / CAST(100.0 AS FLOAT),
        'openSlots' VALUE CASE
          WHEN (provider_1.capacity * 100 - provider_1.load_hundredths > 0) THEN provider_1.capacity * 100 - provider_1.load_hundredths
          ELSE 0
        END / CAST(100.0 AS FLOAT),
        'loadStatus' VALUE CASE
          WHEN (provider_1.load_hundredths > CAST(provider_1.capacity AS BIGINT) * 100) THEN 'OVER_CAPACITY'
          WHEN (provider_1.load_hundredths = CAST(provider_1.capacity AS BIGINT) * 100) THEN 'AT_CAPACITY'
          WHEN (
            CAST(provider_1.load_hundredths AS BIGINT) * 10000 >= $1::INTEGER * CAST(provider_1.capacity AS BIGINT) * 100
          ) THEN 'NEARING_CAPACITY'
          ELSE 'AVAILABLE'
        END,
        'caseload' VALUE (
          WITH anon_3 AS (
            SELECT JSON_OBJECT('id' VALUE client_1.id, 'name' VALUE client_1.name RETURNING json) AS v0
            FROM client AS client_1, assignment AS assignment_1
            WHERE provider_1.id = assignment_1.provider_id
              AND assignment_1.ended_at IS NULL
              AND assignment_1.client_id = client_1.id
            ORDER BY client_1.name_key ASC, client_1.id ASC
            LIMIT 10
          )
          SELECT JSON_OBJECT('nodes' VALUE coalesce(json_agg(anon_3.v0), CAST('[]' AS json)) RETURNING json) AS anon_4
          FROM anon_3
        ) RETURNING json
      ) AS v0
      FROM provider AS provider_1
      ORDER BY
        CASE
          WHEN (
            (
              (CAST(provider_1.load_hundredths AS BIGINT) * 2000000 + (provider_1.capacity * 100)) / NULLIF(
                2 * CAST(provider_1.capacity * 100 AS BIGINT), 0
              ) / 1000000.0
            )::float8 IS NULL
          ) THEN $2::INTEGER
          ELSE $3::INTEGER
        END ASC,
        coalesce(
          (
            (CAST(provider_1.load_hundredths AS BIGINT) * 2000000 + (provider_1.capacity * 100)) / NULLIF(
              2 * CAST(provider_1.capacity * 100 AS BIGINT), 0
            ) / 1000000.0
          )::float8,
          $4::FLOAT
        ) DESC,
        provider_1.name_key ASC,
        provider_1.id ASC
      LIMIT 10
    )
    SELECT JSON_OBJECT('nodes' VALUE coalesce(json_agg(anon_1.v0), CAST('[]' AS json)) RETURNING json) AS anon_5
    FROM anon_1
  ) AS c0

-- $1        the practice's threshold for nearing capacity
-- $2 to $4  constant
