WITH
  anon_5 AS (SELECT $22::DATE AS day, 0 AS back),
  anon_4 AS (
    SELECT
      anon_5.day AS day,
      provider_1.id AS id,
      provider_1.name AS name,
      provider_1.name_key AS name_key,
      provider_1.external_id AS external_id,
      provider_1.credential AS credential,
      CASE WHEN (anon_6.until_on IS NULL) THEN provider_1.status ELSE coalesce(anon_6.status, $21) END AS status,
      provider_1.accepting_new_clients AS accepting_new_clients,
      provider_1.specialties AS specialties,
      provider_1.services AS services,
      provider_1.languages AS languages,
      provider_1.payers AS payers,
      provider_1.minimum_age AS minimum_age,
      provider_1.maximum_age AS maximum_age,
      provider_1.telehealth AS telehealth,
      provider_1.team_id AS team_id,
      coalesce(anon_6.capacity, provider_1.capacity) AS capacity,
      coalesce(anon_7.count, 0) AS caseload_count,
      coalesce(anon_7.load, 0) AS load_hundredths,
      provider_1.version AS version
    FROM anon_5
    JOIN provider AS provider_1 ON true
    LEFT OUTER
    JOIN (
      SELECT
        earlier_terms_1.provider_id AS provider_id,
        earlier_terms_1.capacity AS capacity,
        earlier_terms_1.status AS status,
        lag(earlier_terms_1.until_on) OVER (
          PARTITION BY earlier_terms_1.provider_id ORDER BY earlier_terms_1.until_on
        ) AS since_on,
        earlier_terms_1.until_on AS until_on
      FROM earlier_terms AS earlier_terms_1
    ) AS anon_6 ON anon_6.provider_id = provider_1.id
      AND (anon_6.since_on IS NULL OR anon_6.since_on <= anon_5.day)
      AND anon_6.until_on > anon_5.day
    LEFT OUTER
    JOIN (
      SELECT
        anon_5.day AS day,
        provider_2.id AS provider_id,
        CAST(sum(coalesce(anon_8.count, 0)) OVER (PARTITION BY provider_2.id ORDER BY anon_5.day) AS BIGINT) AS count,
        CAST(sum(coalesce(anon_8.load, 0)) OVER (PARTITION BY provider_2.id ORDER BY anon_5.day) AS BIGINT) AS load
      FROM anon_5
      JOIN provider AS provider_2 ON true
      LEFT OUTER
      JOIN (
        SELECT
          anon_9.provider_id AS provider_id,
          anon_9.back AS back,
          sum(anon_9.count) AS count,
          sum(anon_9.weight) AS load
        FROM (
          SELECT
            anon_10.provider_id AS provider_id,
            CASE
              WHEN (($22::DATE - anon_10.day) / 7 > 0) THEN 0
              WHEN (($22::DATE - anon_10.day) / 7 < 0) THEN 0
              ELSE ($22::DATE - anon_10.day) / 7
            END AS back,
            anon_10.count AS count,
            anon_10.weight AS weight
          FROM (
            SELECT anon_11.provider_id AS provider_id, anon_11.began AS day, 1 AS count, anon_11.weight AS weight
            FROM (
              SELECT
                assignment_1.provider_id AS provider_id,
                CASE
                  WHEN (anon_12.since_on > assignment_1.assigned_on) THEN anon_12.since_on
                  ELSE assignment_1.assigned_on
                END AS began,
                assignment_1.ended_on AS ended,
                assignment_1.weight_hundredths AS weight
              FROM assignment AS assignment_1
              LEFT OUTER
              JOIN (
                SELECT earlier_weight_1.assignment_id AS assignment_id, max(earlier_weight_1.until_on) AS since_on
                FROM earlier_weight AS earlier_weight_1
                GROUP BY earlier_weight_1.assignment_id
              ) AS anon_12 ON anon_12.assignment_id = assignment_1.id
              UNION ALL
              SELECT
                assignment_2.provider_id AS provider_id,
                CASE
                  WHEN (anon_13.since_on > assignment_2.assigned_on) THEN anon_13.since_on
                  ELSE assignment_2.assigned_on
                END AS began,
                CASE
                  WHEN (assignment_2.ended_on < anon_13.until_on) THEN assignment_2.ended_on
                  ELSE anon_13.until_on
                END AS ended,
                anon_13.weight_hundredths AS weight
              FROM assignment AS assignment_2
              JOIN (
                SELECT
                  earlier_weight_2.assignment_id AS assignment_id,
                  earlier_weight_2.weight_hundredths AS weight_hundredths,
                  lag(earlier_weight_2.until_on) OVER (
                    PARTITION BY earlier_weight_2.assignment_id ORDER BY earlier_weight_2.until_on
                  ) AS since_on,
                  earlier_weight_2.until_on AS until_on
                FROM earlier_weight AS earlier_weight_2
              ) AS anon_13 ON anon_13.assignment_id = assignment_2.id
            ) AS anon_11
            WHERE anon_11.ended IS NULL OR anon_11.ended > anon_11.began
            UNION ALL
            SELECT anon_11.provider_id AS provider_id, anon_11.ended AS day, -1 AS count, -anon_11.weight AS anon_14
            FROM (
              SELECT
                assignment_1.provider_id AS provider_id,
                CASE
                  WHEN (anon_12.since_on > assignment_1.assigned_on) THEN anon_12.since_on
                  ELSE assignment_1.assigned_on
                END AS began,
                assignment_1.ended_on AS ended,
                assignment_1.weight_hundredths AS weight
              FROM assignment AS assignment_1
              LEFT OUTER
              JOIN (
                SELECT earlier_weight_1.assignment_id AS assignment_id, max(earlier_weight_1.until_on) AS since_on
                FROM earlier_weight AS earlier_weight_1
                GROUP BY earlier_weight_1.assignment_id
              ) AS anon_12 ON anon_12.assignment_id = assignment_1.id
              UNION ALL
              SELECT
                assignment_2.provider_id AS provider_id,
                CASE
                  WHEN (anon_13.since_on > assignment_2.assigned_on) THEN anon_13.since_on
                  ELSE assignment_2.assigned_on
                END AS began,
                CASE
                  WHEN (assignment_2.ended_on < anon_13.until_on) THEN assignment_2.ended_on
                  ELSE anon_13.until_on
                END AS ended,
                anon_13.weight_hundredths AS weight
              FROM assignment AS assignment_2
              JOIN (
                SELECT
                  earlier_weight_2.assignment_id AS assignment_id,
                  earlier_weight_2.weight_hundredths AS weight_hundredths,
                  lag(earlier_weight_2.until_on) OVER (
                    PARTITION BY earlier_weight_2.assignment_id ORDER BY earlier_weight_2.until_on
                  ) AS since_on,
                  earlier_weight_2.until_on AS until_on
                FROM earlier_weight AS earlier_weight_2
              ) AS anon_13 ON anon_13.assignment_id = assignment_2.id
            ) AS anon_11
            WHERE anon_11.ended > anon_11.began
          ) AS anon_10
          WHERE anon_10.day <= $22::DATE
        ) AS anon_9
        GROUP BY anon_9.provider_id, anon_9.back
      ) AS anon_8 ON anon_8.provider_id = provider_2.id
        AND anon_8.back = anon_5.back
    ) AS anon_7 ON anon_7.day = anon_5.day
      AND anon_7.provider_id = provider_1.id
    WHERE anon_6.until_on IS NULL OR anon_6.status IS NOT NULL OR coalesce(anon_7.count, 0) > 0
  )
SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    SELECT JSON_OBJECT(
      'providerCount' VALUE count(*),
      'caseloadCount' VALUE CAST(coalesce(sum(anon_2.count), $1::INTEGER) AS BIGINT),
      'capacity' VALUE CAST(coalesce(sum(anon_2.capacity), $2::INTEGER) AS BIGINT),
      'load' VALUE CAST(coalesce(sum(anon_2.load), $3::INTEGER) AS BIGINT) / CAST(100.0 AS FLOAT),
      'utilization' VALUE (
        (
          CAST(CAST(coalesce(sum(anon_2.load), $3::INTEGER) AS BIGINT) AS BIGINT) * 2000000 + (
            CAST(coalesce(sum(anon_2.capacity), $2::INTEGER) AS BIGINT) * $4::BIGINT
          )
        ) / NULLIF(2 * CAST(CAST(coalesce(sum(anon_2.capacity), $2::INTEGER) AS BIGINT) * $4::BIGINT AS BIGINT), 0) / 1000000.0
      )::float8,
      'openSlots' VALUE CAST(coalesce(sum(anon_2.free), $5::INTEGER) AS BIGINT) / CAST(100.0 AS FLOAT),
      'overBy' VALUE CAST(coalesce(sum(anon_2."over"), $6::INTEGER) AS BIGINT) / CAST(100.0 AS FLOAT),
      'coefficientOfVariation' VALUE CAST(
        round(
          CASE
            WHEN (sum(anon_2.utilization) > $7::INTEGER) THEN sqrt(
              CASE
                WHEN (
                  count(anon_2.utilization) * sum(anon_2.utilization * anon_2.utilization) - sum(anon_2.utilization) * sum(
                    anon_2.utilization
                  ) > $8::INTEGER
                ) THEN count(anon_2.utilization) * sum(anon_2.utilization * anon_2.utilization) - sum(
                  anon_2.utilization
                ) * sum(anon_2.utilization)
                ELSE 0.0
              END
            ) / CAST(sum(anon_2.utilization) AS FLOAT(53))
          END * $9::INTEGER
        ) AS BIGINT
      ) / CAST(1000000.0 AS FLOAT),
      'gini' VALUE (
        SELECT CAST(
          round(
            CASE
              WHEN (sum(anon_3.u) > $10::INTEGER) THEN sum(
                (($11::INTEGER * anon_3.i - anon_3.n) - $12::INTEGER) * anon_3.u
              ) / CAST((max(anon_3.n) * sum(anon_3.u)) AS FLOAT(53))
            END * $13::INTEGER
          ) AS BIGINT
        ) / CAST(1000000.0 AS FLOAT) AS gini
        FROM (
          SELECT
            anon_2.utilization AS u,
            row_number() OVER (ORDER BY anon_2.utilization) AS i,
            count(*) OVER () AS n
          FROM (
            SELECT
              anon_4.capacity AS capacity,
              anon_4.load_hundredths AS load,
              anon_4.caseload_count AS count,
              CASE
                WHEN (anon_4.capacity * $14::INTEGER - anon_4.load_hundredths > $15::BIGINT) THEN anon_4.capacity * $14::INTEGER - anon_4.load_hundredths
                ELSE $16::INTEGER
              END AS free,
              CASE
                WHEN (anon_4.load_hundredths - anon_4.capacity * $14::INTEGER > $17::BIGINT) THEN anon_4.load_hundredths - anon_4.capacity * $14::INTEGER
                ELSE $18::INTEGER
              END AS "over",
              CAST(anon_4.load_hundredths AS FLOAT(53)) / CAST(
                nullif(anon_4.capacity * $14::INTEGER, $19::INTEGER) AS NUMERIC
              ) AS utilization,
              CASE
                WHEN (anon_4.load_hundredths > CAST(anon_4.capacity AS BIGINT) * 100) THEN 'OVER_CAPACITY'
                WHEN (anon_4.load_hundredths = CAST(anon_4.capacity AS BIGINT) * 100) THEN 'AT_CAPACITY'
                WHEN (
                  CAST(anon_4.load_hundredths AS BIGINT) * 10000 >= $20::INTEGER * CAST(anon_4.capacity AS BIGINT) * 100
                ) THEN 'NEARING_CAPACITY'
                ELSE 'AVAILABLE'
              END AS status
            FROM anon_4
            WHERE anon_4.status != $23
          ) AS anon_2
          WHERE anon_2.utilization IS NOT NULL
        ) AS anon_3
      ) RETURNING json
    ) AS anon_1
    FROM (
      SELECT
        anon_4.capacity AS capacity,
        anon_4.load_hundredths AS load,
        anon_4.caseload_count AS count,
        CASE
          WHEN (anon_4.capacity * $14::INTEGER - anon_4.load_hundredths > $15::BIGINT) THEN anon_4.capacity * $14::INTEGER - anon_4.load_hundredths
          ELSE $16::INTEGER
        END AS free,
        CASE
          WHEN (anon_4.load_hundredths - anon_4.capacity * $14::INTEGER > $17::BIGINT) THEN anon_4.load_hundredths - anon_4.capacity * $14::INTEGER
          ELSE $18::INTEGER
        END AS "over",
        CAST(anon_4.load_hundredths AS FLOAT(53)) / CAST(
          nullif(anon_4.capacity * $14::INTEGER, $19::INTEGER) AS NUMERIC
        ) AS utilization,
        CASE
          WHEN (anon_4.load_hundredths > CAST(anon_4.capacity AS BIGINT) * 100) THEN 'OVER_CAPACITY'
          WHEN (anon_4.load_hundredths = CAST(anon_4.capacity AS BIGINT) * 100) THEN 'AT_CAPACITY'
          WHEN (
            CAST(anon_4.load_hundredths AS BIGINT) * 10000 >= $20::INTEGER * CAST(anon_4.capacity AS BIGINT) * 100
          ) THEN 'NEARING_CAPACITY'
          ELSE 'AVAILABLE'
        END AS status
      FROM anon_4
      WHERE anon_4.status != $23
    ) AS anon_2
  ) AS c0,
  (
    SELECT JSON_OBJECT(
      'providerCount' VALUE count(*),
      'caseloadCount' VALUE CAST(coalesce(sum(anon_16.count), $24::INTEGER) AS BIGINT),
      'capacity' VALUE CAST(coalesce(sum(anon_16.capacity), $25::INTEGER) AS BIGINT),
      'load' VALUE CAST(coalesce(sum(anon_16.load), $26::INTEGER) AS BIGINT) / CAST(100.0 AS FLOAT),
      'utilization' VALUE (
        (
          CAST(CAST(coalesce(sum(anon_16.load), $26::INTEGER) AS BIGINT) AS BIGINT) * 2000000 + (
            CAST(coalesce(sum(anon_16.capacity), $25::INTEGER) AS BIGINT) * $27::BIGINT
          )
        ) / NULLIF(
          2 * CAST(CAST(coalesce(sum(anon_16.capacity), $25::INTEGER) AS BIGINT) * $27::BIGINT AS BIGINT), 0
        ) / 1000000.0
      )::float8,
      'openSlots' VALUE CAST(coalesce(sum(anon_16.free), $28::INTEGER) AS BIGINT) / CAST(100.0 AS FLOAT),
      'overBy' VALUE CAST(coalesce(sum(anon_16."over"), $29::INTEGER) AS BIGINT) / CAST(100.0 AS FLOAT),
      'coefficientOfVariation' VALUE CAST(
        round(
          CASE
            WHEN (sum(anon_16.utilization) > $30::INTEGER) THEN sqrt(
              CASE
                WHEN (
                  count(anon_16.utilization) * sum(anon_16.utilization * anon_16.utilization) - sum(
                    anon_16.utilization
                  ) * sum(anon_16.utilization) > $31::INTEGER
                ) THEN count(anon_16.utilization) * sum(anon_16.utilization * anon_16.utilization) - sum(
                  anon_16.utilization
                ) * sum(anon_16.utilization)
                ELSE 0.0
              END
            ) / CAST(sum(anon_16.utilization) AS FLOAT(53))
          END * $32::INTEGER
        ) AS BIGINT
      ) / CAST(1000000.0 AS FLOAT),
      'gini' VALUE (
        SELECT CAST(
          round(
            CASE
              WHEN (sum(anon_17.u) > $33::INTEGER) THEN sum(
                (($34::INTEGER * anon_17.i - anon_17.n) - $35::INTEGER) * anon_17.u
              ) / CAST((max(anon_17.n) * sum(anon_17.u)) AS FLOAT(53))
            END * $36::INTEGER
          ) AS BIGINT
        ) / CAST(1000000.0 AS FLOAT) AS gini
        FROM (
          SELECT
            anon_16.utilization AS u,
            row_number() OVER (ORDER BY anon_16.utilization) AS i,
            count(*) OVER () AS n
          FROM (
            SELECT
              provider_3.capacity AS capacity,
              provider_3.load_hundredths AS load,
              provider_3.caseload_count AS count,
              CASE
                WHEN (provider_3.capacity * $37::INTEGER - provider_3.load_hundredths > $38::INTEGER) THEN provider_3.capacity * $37::INTEGER - provider_3.load_hundredths
                ELSE $39::INTEGER
              END AS free,
              CASE
                WHEN (provider_3.load_hundredths - provider_3.capacity * $37::INTEGER > $40::INTEGER) THEN provider_3.load_hundredths - provider_3.capacity * $37::INTEGER
                ELSE $41::INTEGER
              END AS "over",
              CAST(provider_3.load_hundredths AS FLOAT(53)) / CAST(
                nullif(provider_3.capacity * $37::INTEGER, $42::INTEGER) AS NUMERIC
              ) AS utilization,
              CASE
                WHEN (provider_3.load_hundredths > CAST(provider_3.capacity AS BIGINT) * 100) THEN 'OVER_CAPACITY'
                WHEN (provider_3.load_hundredths = CAST(provider_3.capacity AS BIGINT) * 100) THEN 'AT_CAPACITY'
                WHEN (
                  CAST(provider_3.load_hundredths AS BIGINT) * 10000 >= $20::INTEGER * CAST(
                    provider_3.capacity AS BIGINT
                  ) * 100
                ) THEN 'NEARING_CAPACITY'
                ELSE 'AVAILABLE'
              END AS status
            FROM provider AS provider_3
            WHERE provider_3.status != $43
          ) AS anon_16
          WHERE anon_16.utilization IS NOT NULL
        ) AS anon_17
      ) RETURNING json
    ) AS anon_15
    FROM (
      SELECT
        provider_3.capacity AS capacity,
        provider_3.load_hundredths AS load,
        provider_3.caseload_count AS count,
        CASE
          WHEN (provider_3.capacity * $37::INTEGER - provider_3.load_hundredths > $38::INTEGER) THEN provider_3.capacity * $37::INTEGER - provider_3.load_hundredths
          ELSE $39::INTEGER
        END AS free,
        CASE
          WHEN (provider_3.load_hundredths - provider_3.capacity * $37::INTEGER > $40::INTEGER) THEN provider_3.load_hundredths - provider_3.capacity * $37::INTEGER
          ELSE $41::INTEGER
        END AS "over",
        CAST(provider_3.load_hundredths AS FLOAT(53)) / CAST(
          nullif(provider_3.capacity * $37::INTEGER, $42::INTEGER) AS NUMERIC
        ) AS utilization,
        CASE
          WHEN (provider_3.load_hundredths > CAST(provider_3.capacity AS BIGINT) * 100) THEN 'OVER_CAPACITY'
          WHEN (provider_3.load_hundredths = CAST(provider_3.capacity AS BIGINT) * 100) THEN 'AT_CAPACITY'
          WHEN (
            CAST(provider_3.load_hundredths AS BIGINT) * 10000 >= $20::INTEGER * CAST(provider_3.capacity AS BIGINT) * 100
          ) THEN 'NEARING_CAPACITY'
          ELSE 'AVAILABLE'
        END AS status
      FROM provider AS provider_3
      WHERE provider_3.status != $43
    ) AS anon_16
  ) AS c1

-- $1 to $19   constant
-- $20         the practice's threshold for nearing capacity
-- $21 to $43  constant
