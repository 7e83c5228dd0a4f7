SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    SELECT JSON_OBJECT(
      '$whose' VALUE client_1.id,
      'name' VALUE client_1.name,
      'assignments' VALUE (
        WITH anon_2 AS (
          SELECT JSON_OBJECT(
            'assignedAt' VALUE to_char(
              assignment_1.assigned_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'
            ),
            'endedAt' VALUE to_char(assignment_1.ended_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
            'endReason' VALUE assignment_1.end_reason,
            'provider' VALUE (
              SELECT JSON_OBJECT('name' VALUE provider_1.name RETURNING json) AS anon_3
              FROM provider AS provider_1
              WHERE provider_1.id = assignment_1.provider_id
            ) RETURNING json
          ) AS v0
          FROM assignment AS assignment_1
          WHERE client_1.id = assignment_1.client_id
          ORDER BY assignment_1.assigned_at DESC, assignment_1.id DESC
          LIMIT 5
        )
        SELECT JSON_OBJECT('nodes' VALUE coalesce(json_agg(anon_2.v0), CAST('[]' AS json)) RETURNING json) AS anon_4
        FROM anon_2
      ),
      'poolEntries' VALUE (
        WITH anon_5 AS (
          SELECT JSON_OBJECT(
            'enteredAt' VALUE to_char(
              pool_entry_1.entered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'
            ),
            'leftAt' VALUE to_char(pool_entry_1.left_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
            'waitDays' VALUE CASE
              WHEN (coalesce(pool_entry_1.left_on, $1::DATE) < pool_entry_1.entered_on) THEN 0
              ELSE (coalesce(pool_entry_1.left_on, $1::DATE) - pool_entry_1.entered_on)
            END,
            'reason' VALUE pool_entry_1.reason,
            'outcome' VALUE pool_entry_1.outcome RETURNING json
          ) AS v0
          FROM pool_entry AS pool_entry_1
          WHERE client_1.id = pool_entry_1.client_id
          ORDER BY pool_entry_1.entered_at DESC, pool_entry_1.id DESC
          LIMIT 5
        )
        SELECT JSON_OBJECT('nodes' VALUE coalesce(json_agg(anon_5.v0), CAST('[]' AS json)) RETURNING json) AS anon_6
        FROM anon_5
      ) RETURNING json
    ) AS anon_1
    FROM client AS client_1
    WHERE client_1.id = $2::VARCHAR
  ) AS c0

-- $1  today
-- $2  variable "id"
