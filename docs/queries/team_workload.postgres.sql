SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    WITH anon_1 AS (
      SELECT JSON_OBJECT(
        'name' VALUE team_1.name,
        'workload' VALUE (
          SELECT JSON_OBJECT(
            'providerCount' VALUE count(*),
            'caseloadCount' VALUE CAST(coalesce(sum(anon_3.count), $1::INTEGER) AS BIGINT),
            'capacity' VALUE CAST(coalesce(sum(anon_3.capacity), $2::INTEGER) AS BIGINT),
            'load' VALUE CAST(coalesce(sum(anon_3.load), $3::INTEGER) AS BIGINT) / CAST(100.0 AS FLOAT),
            'utilization' VALUE (
              (
                CAST(CAST(coalesce(sum(anon_3.load), $3::INTEGER) AS BIGINT) AS BIGINT) * 2000000 + (
                  CAST(coalesce(sum(anon_3.capacity), $2::INTEGER) AS BIGINT) * $4::BIGINT
                )
              ) / NULLIF(
                2 * CAST(CAST(coalesce(sum(anon_3.capacity), $2::INTEGER) AS BIGINT) * $4::BIGINT AS BIGINT), 0
              ) / 1000000.0
            )::float8,
            'openSlots' VALUE CAST(coalesce(sum(anon_3.free), $5::INTEGER) AS BIGINT) / CAST(100.0 AS FLOAT),
            'gini' VALUE (
              SELECT CAST(
                round(
                  CASE
                    WHEN (sum(anon_4.u) > $6::INTEGER) THEN sum(
                      (($7::INTEGER * anon_4.i - anon_4.n) - $8::INTEGER) * anon_4.u
                    ) / CAST((max(anon_4.n) * sum(anon_4.u)) AS FLOAT(53))
                  END * $9::INTEGER
                ) AS BIGINT
              ) / CAST(1000000.0 AS FLOAT) AS gini
              FROM (
                SELECT
                  anon_3.utilization AS u,
                  row_number() OVER (ORDER BY anon_3.utilization) AS i,
                  count(*) OVER () AS n
                FROM (
                  SELECT
                    provider_1.capacity AS capacity,
                    provider_1.load_hundredths AS load,
                    provider_1.caseload_count AS count,
                    CASE
                      WHEN (provider_1.capacity * $10::INTEGER - provider_1.load_hundredths > $11::INTEGER) THEN provider_1.capacity * $10::INTEGER - provider_1.load_hundredths
                      ELSE $12::INTEGER
                    END AS free,
                    CASE
                      WHEN (provider_1.load_hundredths - provider_1.capacity * $10::INTEGER > $13::INTEGER) THEN provider_1.load_hundredths - provider_1.capacity * $10::INTEGER
                      ELSE $14::INTEGER
                    END AS "over",
                    CAST(provider_1.load_hundredths AS FLOAT(53)) / CAST(
                      nullif(provider_1.capacity * $10::INTEGER, $15::INTEGER) AS NUMERIC
                    ) AS utilization,
                    CASE
                      WHEN (provider_1.load_hundredths > CAST(provider_1.capacity AS BIGINT) * 100) THEN 'OVER_CAPACITY'
                      WHEN (provider_1.load_hundredths = CAST(provider_1.capacity AS BIGINT) * 100) THEN 'AT_CAPACITY'
                      WHEN (
                        CAST(provider_1.load_hundredths AS BIGINT) * 10000 >= $16::INTEGER * CAST(
                          provider_1.capacity AS BIGINT
                        ) * 100
                      ) THEN 'NEARING_CAPACITY'
                      ELSE 'AVAILABLE'
                    END AS status
                  FROM provider AS provider_1
                  WHERE provider_1.status != $17 AND provider_1.team_id = team_1.id
                ) AS anon_3
                WHERE anon_3.utilization IS NOT NULL
              ) AS anon_4
            ),
            'byLoadStatus' VALUE json_build_array(
              JSON_OBJECT(
                'loadStatus' VALUE 'AVAILABLE',
                'count' VALUE count(*) FILTER (WHERE anon_3.status = $18::VARCHAR) RETURNING json
              ),
              JSON_OBJECT(
                'loadStatus' VALUE 'NEARING_CAPACITY',
                'count' VALUE count(*) FILTER (WHERE anon_3.status = $19::VARCHAR) RETURNING json
              ),
              JSON_OBJECT(
                'loadStatus' VALUE 'AT_CAPACITY',
                'count' VALUE count(*) FILTER (WHERE anon_3.status = $20::VARCHAR) RETURNING json
              ),
              JSON_OBJECT(
                'loadStatus' VALUE 'OVER_CAPACITY',
                'count' VALUE count(*) FILTER (WHERE anon_3.status = $21::VARCHAR) RETURNING json
              )
            ) RETURNING json
          ) AS anon_2
          FROM (
            SELECT
              provider_1.capacity AS capacity,
              provider_1.load_hundredths AS load,
              provider_1.caseload_count AS count,
              CASE
                WHEN (provider_1.capacity * $10::INTEGER - provider_1.load_hundredths > $11::INTEGER) THEN provider_1.capacity * $10::INTEGER - provider_1.load_hundredths
                ELSE $12::INTEGER
              END AS free,
              CASE
                WHEN (provider_1.load_hundredths - provider_1.capacity * $10::INTEGER > $13::INTEGER) THEN provider_1.load_hundredths - provider_1.capacity * $10::INTEGER
                ELSE $14::INTEGER
              END AS "over",
              CAST(provider_1.load_hundredths AS FLOAT(53)) / CAST(
                nullif(provider_1.capacity * $10::INTEGER, $15::INTEGER) AS NUMERIC
              ) AS utilization,
              CASE
                WHEN (provider_1.load_hundredths > CAST(provider_1.capacity AS BIGINT) * 100) THEN 'OVER_CAPACITY'
                WHEN (provider_1.load_hundredths = CAST(provider_1.capacity AS BIGINT) * 100) THEN 'AT_CAPACITY'
                WHEN (
                  CAST(provider_1.load_hundredths AS BIGINT) * 10000 >= $16::INTEGER * CAST(
                    provider_1.capacity AS BIGINT
                  ) * 100
                ) THEN 'NEARING_CAPACITY'
                ELSE 'AVAILABLE'
              END AS status
            FROM provider AS provider_1
            WHERE provider_1.status != $17 AND provider_1.team_id = team_1.id
          ) AS anon_3
        ) RETURNING json
      ) AS v0
      FROM team AS team_1
      ORDER BY team_1.name_key ASC, team_1.id ASC
      LIMIT 3
    )
    SELECT JSON_OBJECT('nodes' VALUE coalesce(json_agg(anon_1.v0), CAST('[]' AS json)) RETURNING json) AS anon_5
    FROM anon_1
  ) AS c0

-- $1 to $15   constant
-- $16         the practice's threshold for nearing capacity
-- $17 to $21  constant
