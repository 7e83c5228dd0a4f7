WITH
  visible_client AS NOT MATERIALIZED (
    SELECT
      client_1.id AS id,
      client_1.name AS name,
      client_1.name_key AS name_key,
      client_1.external_id AS external_id,
      client_1.date_of_birth AS date_of_birth,
      client_1.status AS status,
      client_1.intake_date AS intake_date,
      client_1.insurance_status AS insurance_status,
      client_1.payer AS payer,
      client_1.payer_key AS payer_key,
      client_1.location_id AS location_id,
      client_1.telehealth_ok AS telehealth_ok,
      client_1.service_requirements AS service_requirements,
      client_1.languages AS languages,
      client_1.preferred_provider_id AS preferred_provider_id,
      client_1.case_weight_hundredths AS case_weight_hundredths,
      client_1.attributes AS attributes,
      client_1.version AS version
    FROM client AS client_1
    WHERE (
      EXISTS (
        SELECT 1
        FROM assignment AS assignment_1
        WHERE client_1.id = assignment_1.client_id
          AND assignment_1.ended_at IS NULL
          AND (
            EXISTS (
              SELECT 1 FROM provider WHERE provider.id = assignment_1.provider_id AND provider.team_id = $5::VARCHAR
            )
          )
      )
    )
      OR (
        EXISTS (
          SELECT 1
          FROM pool_entry
          WHERE client_1.id = pool_entry.client_id
            AND pool_entry.left_at IS NULL
            AND pool_entry.team_id = $6::VARCHAR
        )
      )
  ),
  visible_provider AS NOT MATERIALIZED (
    SELECT
      provider_1.id AS id,
      provider_1.name AS name,
      provider_1.name_key AS name_key,
      provider_1.external_id AS external_id,
      provider_1.credential AS credential,
      provider_1.status AS status,
      provider_1.accepting_new_clients AS accepting_new_clients,
      provider_1.specialties AS specialties,
      provider_1.services AS services,
      provider_1.languages AS languages,
      provider_1.payers AS payers,
      provider_1.minimum_age AS minimum_age,
      provider_1.maximum_age AS maximum_age,
      provider_1.telehealth AS telehealth,
      provider_1.team_id AS team_id,
      provider_1.capacity AS capacity,
      provider_1.caseload_count AS caseload_count,
      provider_1.load_hundredths AS load_hundredths,
      provider_1.version AS version
    FROM provider AS provider_1
    WHERE provider_1.team_id = $7::VARCHAR
  )
SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    WITH anon_1 AS (
      SELECT
        CASE
          WHEN (
            (
              (CAST(anon_2.load_hundredths AS BIGINT) * 2000000 + (anon_2.capacity * 100)) / NULLIF(
                2 * CAST(anon_2.capacity * 100 AS BIGINT), 0
              ) / 1000000.0
            )::float8 IS NULL
          ) THEN $1::INTEGER
          ELSE $2::INTEGER
        END AS k0,
        coalesce(
          (
            (CAST(anon_2.load_hundredths AS BIGINT) * 2000000 + (anon_2.capacity * 100)) / NULLIF(
              2 * CAST(anon_2.capacity * 100 AS BIGINT), 0
            ) / 1000000.0
          )::float8,
          $3::FLOAT
        ) AS k1,
        anon_2.id AS k2,
        '020e8473.' || anon_2.id AS cursor,
        JSON_OBJECT(
          'name' VALUE anon_2.name,
          'capacity' VALUE anon_2.capacity,
          'load' VALUE anon_2.load_hundredths / CAST(100.0 AS FLOAT),
          'utilization' VALUE (
            (CAST(anon_2.load_hundredths AS BIGINT) * 2000000 + (anon_2.capacity * 100)) / NULLIF(
              2 * CAST(anon_2.capacity * 100 AS BIGINT), 0
            ) / 1000000.0
          )::float8,
          'loadStatus' VALUE CASE
            WHEN (anon_2.load_hundredths > CAST(anon_2.capacity AS BIGINT) * 100) THEN 'OVER_CAPACITY'
            WHEN (anon_2.load_hundredths = CAST(anon_2.capacity AS BIGINT) * 100) THEN 'AT_CAPACITY'
            WHEN (
              CAST(anon_2.load_hundredths AS BIGINT) * 10000 >= $4::INTEGER * CAST(anon_2.capacity AS BIGINT) * 100
            ) THEN 'NEARING_CAPACITY'
            ELSE 'AVAILABLE'
          END,
          'openSlots' VALUE CASE
            WHEN (anon_2.capacity * 100 - anon_2.load_hundredths > 0) THEN anon_2.capacity * 100 - anon_2.load_hundredths
            ELSE 0
          END / CAST(100.0 AS FLOAT),
          'caseload' VALUE (
            WITH anon_3 AS (
              SELECT JSON_OBJECT(
                '$whose' VALUE anon_4.id,
                'name' VALUE anon_4.name,
                'intakeDate' VALUE anon_4.intake_date RETURNING json
              ) AS v0
              FROM visible_client AS anon_4, assignment AS assignment_2
              WHERE anon_2.id = assignment_2.provider_id
                AND assignment_2.ended_at IS NULL
                AND assignment_2.client_id = anon_4.id
              ORDER BY anon_4.name_key ASC, anon_4.id ASC
              LIMIT 2
            )
            SELECT JSON_OBJECT(
              'totalCount' VALUE (
                SELECT count(*) AS count_1
                FROM visible_client AS anon_6, assignment AS assignment_3
                WHERE anon_2.id = assignment_3.provider_id
                  AND assignment_3.ended_at IS NULL
                  AND assignment_3.client_id = anon_6.id
              ),
              'nodes' VALUE coalesce(json_agg(anon_3.v0), CAST('[]' AS json)) RETURNING json
            ) AS anon_5
            FROM anon_3
          ) RETURNING json
        ) AS v0
      FROM visible_provider AS anon_2
      ORDER BY
        CASE
          WHEN (
            (
              (CAST(anon_2.load_hundredths AS BIGINT) * 2000000 + (anon_2.capacity * 100)) / NULLIF(
                2 * CAST(anon_2.capacity * 100 AS BIGINT), 0
              ) / 1000000.0
            )::float8 IS NULL
          ) THEN $1::INTEGER
          ELSE $2::INTEGER
        END ASC,
        coalesce(
          (
            (CAST(anon_2.load_hundredths AS BIGINT) * 2000000 + (anon_2.capacity * 100)) / NULLIF(
              2 * CAST(anon_2.capacity * 100 AS BIGINT), 0
            ) / 1000000.0
          )::float8,
          $3::FLOAT
        ) DESC,
        anon_2.id DESC
      LIMIT 3
    )
    SELECT JSON_OBJECT(
      'totalCount' VALUE (SELECT count(*) AS count_2 FROM visible_provider AS anon_8),
      'nodes' VALUE coalesce(json_agg(anon_9.v0) FILTER (WHERE anon_9.position <= 2), CAST('[]' AS json)),
      'pageInfo' VALUE JSON_OBJECT(
        'hasNextPage' VALUE count(*) > 2,
        'endCursor' VALUE max(anon_9.cursor) FILTER (WHERE anon_9.position = anon_9.last) RETURNING json
      ) RETURNING json
    ) AS anon_7
    FROM (
      SELECT
        anon_1.k0 AS k0,
        anon_1.k1 AS k1,
        anon_1.k2 AS k2,
        anon_1.cursor AS cursor,
        anon_1.v0 AS v0,
        row_number() OVER (ORDER BY anon_1.k0 ASC, anon_1.k1 DESC, anon_1.k2 DESC) AS position,
        CASE WHEN (count(*) OVER () > 2) THEN 2 ELSE count(*) OVER () END AS last
      FROM anon_1
      ORDER BY position ASC
    ) AS anon_9
  ) AS c0

-- $1 to $3  constant
-- $4        the practice's threshold for nearing capacity
-- $5 to $6  policy of Client
-- $7        policy of Provider
