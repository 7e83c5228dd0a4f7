SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    WITH anon_1 AS (
      SELECT json_object(
        '$whose', event_1.client_id,
        'type', event_1.type,
        'at', event_1.at,
        'actor', event_1.actor,
        '$client_id', event_1.client_id,
        '$provider_id', event_1.provider_id,
        '$pool_entry_id', event_1.pool_entry_id,
        '$assignment_id', event_1.assignment_id,
        '$changes', json(event_1.changes),
        '$override_reason', event_1.override_reason,
        'provider', (
          SELECT json_object('name', provider_1.name, '$type', 'Provider') AS anon_2
          FROM provider AS provider_1
          WHERE provider_1.id = event_1.provider_id
        ),
        '$type', 'AuditEvent'
      ) AS v0
      FROM event AS event_1
      WHERE event_1.client_id = ?1
      ORDER BY event_1.number DESC, event_1.id DESC
      LIMIT 1
      OFFSET ?2
    )
    SELECT json_object('nodes', json_group_array(json(anon_1.v0))) AS anon_3
    FROM anon_1
  ) AS c0

-- ?1  variable "client"
-- ?2  constant
