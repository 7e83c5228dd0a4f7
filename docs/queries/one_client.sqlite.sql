WITH
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
    WHERE provider_1.team_id = ?1
  ),
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
        FROM assignment AS assignment_2
        WHERE client_1.id = assignment_2.client_id
          AND assignment_2.ended_at IS NULL
          AND (
            EXISTS (SELECT 1 FROM provider WHERE provider.id = assignment_2.provider_id AND provider.team_id = ?2)
          )
      )
    )
      OR (
        EXISTS (
          SELECT 1
          FROM pool_entry
          WHERE client_1.id = pool_entry.client_id AND pool_entry.left_at IS NULL AND pool_entry.team_id = ?3
        )
      )
  )
SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    SELECT json_object(
      '$whose', anon_2.id,
      'name', anon_2.name,
      'status', anon_2.status,
      'intakeDate', anon_2.intake_date,
      'languages', json(anon_2.languages),
      'provider', (
        SELECT json_object(
          'name', anon_4.name,
          'openSlots', CASE
            WHEN (anon_4.capacity * 100 - anon_4.load_hundredths > 0) THEN anon_4.capacity * 100 - anon_4.load_hundredths
            ELSE 0
          END / (100.0 + 0.0)
        ) AS anon_3
        FROM visible_provider AS anon_4, assignment AS assignment_1
        WHERE anon_2.id = assignment_1.client_id
          AND assignment_1.ended_at IS NULL
          AND assignment_1.provider_id = anon_4.id
      )
    ) AS anon_1
    FROM visible_client AS anon_2
    WHERE anon_2.id = ?4
  ) AS c0

-- ?1        policy of Provider
-- ?2 to ?3  policy of Client
-- ?4        variable "id"
