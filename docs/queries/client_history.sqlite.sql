SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    SELECT json_object(
      '$whose', client_1.id,
      'name', client_1.name,
      'assignments', (
        WITH anon_2 AS (
          SELECT json_object(
            'assignedAt', assignment_1.assigned_at,
            'endedAt', assignment_1.ended_at,
            'endReason', assignment_1.end_reason,
            'provider', (
              SELECT json_object('name', provider_1.name) AS anon_3
              FROM provider AS provider_1
              WHERE provider_1.id = assignment_1.provider_id
            )
          ) AS v0
          FROM assignment AS assignment_1
          WHERE client_1.id = assignment_1.client_id
          ORDER BY assignment_1.assigned_at DESC, assignment_1.id DESC
          LIMIT 5
          OFFSET ?1
        )
        SELECT json_object('nodes', json_group_array(json(anon_2.v0))) AS anon_4
        FROM anon_2
      ),
      'poolEntries', (
        WITH anon_5 AS (
          SELECT json_object(
            'enteredAt', pool_entry_1.entered_at,
            'leftAt', pool_entry_1.left_at,
            'waitDays', CASE
              WHEN (coalesce(pool_entry_1.left_on, ?2) < pool_entry_1.entered_on) THEN 0
              ELSE CAST(
                julianday(coalesce(pool_entry_1.left_on, ?3)) - julianday(
                  pool_entry_1.entered_on
                ) AS INTEGER
              )
            END,
            'reason', pool_entry_1.reason,
            'outcome', pool_entry_1.outcome
          ) AS v0
          FROM pool_entry AS pool_entry_1
          WHERE client_1.id = pool_entry_1.client_id
          ORDER BY pool_entry_1.entered_at DESC, pool_entry_1.id DESC
          LIMIT 5
          OFFSET ?4
        )
        SELECT json_object('nodes', json_group_array(json(anon_5.v0))) AS anon_6
        FROM anon_5
      )
    ) AS anon_1
    FROM client AS client_1
    WHERE client_1.id = ?5
  ) AS c0

-- ?1        constant
-- ?2 to ?3  today
-- ?4        constant
-- ?5        variable "id"
