SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    WITH anon_1 AS (
      SELECT json_object(
        'id', provider_1.id,
        'name', provider_1.name,
        'team', (
          SELECT json_object('id', team_1.id, 'name', team_1.name) AS anon_2
          FROM team AS team_1
          WHERE team_1.id = provider_1.team_id
        ),
        'capacity', provider_1.capacity,
        'load', provider_1.load_hundredths / (100.0 + 0.0),
        'openSlots', CASE
          WHEN (provider_1.capacity * 100 - provider_1.load_hundredths > 0) THEN provider_1.capacity * 100 - provider_1.load_hundredths
          ELSE 0
        END / (100.0 + 0.0),
        'loadStatus', CASE
          WHEN (provider_1.load_hundredths > CAST(provider_1.capacity AS BIGINT) * 100) THEN 'OVER_CAPACITY'
          WHEN (provider_1.load_hundredths = CAST(provider_1.capacity AS BIGINT) * 100) THEN 'AT_CAPACITY'
          WHEN (
            CAST(provider_1.load_hundredths AS BIGINT) * 10000 >= ?1 * CAST(
              provider_1.capacity AS BIGINT
            ) * 100
          ) THEN 'NEARING_CAPACITY'
          ELSE 'AVAILABLE'
        END,
        'caseload', (
          WITH anon_3 AS (
            SELECT json_object('id', client_1.id, 'name', client_1.name) AS v0
            FROM client AS client_1, assignment AS assignment_1
            WHERE provider_1.id = assignment_1.provider_id
              AND assignment_1.ended_at IS NULL
              AND assignment_1.client_id = client_1.id
            ORDER BY client_1.name_key ASC, client_1.id ASC
            LIMIT 10
            OFFSET ?2
          )
          SELECT json_object('nodes', json_group_array(json(anon_3.v0))) AS anon_4
          FROM anon_3
        )
      ) AS v0
      FROM provider AS provider_1
      ORDER BY
        CASE
          WHEN (
            (
              ((provider_1.load_hundredths) * 2000000 + (provider_1.capacity * 100)) / NULLIF(
                2 * (provider_1.capacity * 100), 0
              ) / 1000000.0
            ) IS NULL
          ) THEN ?3
          ELSE ?4
        END ASC,
        coalesce(
          (
            ((provider_1.load_hundredths) * 2000000 + (provider_1.capacity * 100)) / NULLIF(
              2 * (provider_1.capacity * 100), 0
            ) / 1000000.0
          ),
          ?5
        ) DESC,
        provider_1.name_key ASC,
        provider_1.id ASC
      LIMIT 10
      OFFSET ?6
    )
    SELECT json_object('nodes', json_group_array(json(anon_1.v0))) AS anon_5
    FROM anon_1
  ) AS c0

-- ?1        the practice's threshold for nearing capacity
-- ?2 to ?6  constant
