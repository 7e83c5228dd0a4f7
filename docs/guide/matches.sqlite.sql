SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    SELECT json_object('$whose', client_1.id, '$id', client_1.id, '$type', 'Client') AS anon_1
    FROM client AS client_1
    WHERE client_1.id = ?1
  ) AS c0

-- ?1  variable "client"
