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
              SELECT 1 FROM provider WHERE provider.id = assignment_1.provider_id AND provider.team_id = $1::VARCHAR
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
            AND pool_entry.team_id = $2::VARCHAR
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
    WHERE provider_1.team_id = $3::VARCHAR
  )
SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    SELECT JSON_OBJECT(
      'name' VALUE anon_2.name,
      'openSlots' VALUE CASE
        WHEN (anon_2.capacity * 100 - anon_2.load_hundredths > 0) THEN anon_2.capacity * 100 - anon_2.load_hundredths
        ELSE 0
      END / CAST(100.0 AS FLOAT),
      'caseload' VALUE (
        WITH anon_3 AS (
          SELECT JSON_OBJECT(
            '$whose' VALUE anon_4.id, 'name' VALUE anon_4.name, 'intakeDate' VALUE anon_4.intake_date RETURNING json
          ) AS v0
          FROM visible_client AS anon_4, assignment AS assignment_2
          WHERE anon_2.id = assignment_2.provider_id
            AND assignment_2.ended_at IS NULL
            AND assignment_2.client_id = anon_4.id
          ORDER BY anon_4.name_key ASC, anon_4.id ASC
          LIMIT 2
        )
        SELECT JSON_OBJECT('nodes' VALUE coalesce(json_agg(anon_3.v0), CAST('[]' AS json)) RETURNING json) AS anon_5
        FROM anon_3
      ) RETURNING json
    ) AS anon_1
    FROM visible_provider AS anon_2
    WHERE anon_2.id = $4::VARCHAR
  ) AS c0

-- $1 to $2  policy of Client
-- $3        policy of Provider
-- $4        variable "id"
