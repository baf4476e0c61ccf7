# The image of an example's service and what becomes of it. Sourced by run.

name=social-sharing
project=$PWD/examples/$name
at_compose=http://127.0.0.1:18080
at_service=http://127.0.0.1:18081

build_image() {
  $docker build --network host --quiet --tag $name "$project"
  local size
  size=$($docker image inspect $name --format '{{.Size}}')
  echo "$((size / 1000000)) MB"
  [ "$size" -lt 30000000 ]
  [ "$($docker image inspect $name --format '{{.Config.User}}')" = 65532:65532 ]
}

# With the example's secrets it refuses to start in production, and names each bad variable.
refuses_example_secrets() {
  local said
  if said=$($docker run --rm --env DATABASE_URL=postgres://social_sharing:change-me@postgres/social_sharing $name 2>&1); then
    echo "it started: $said"
    return 1
  fi
  for variable in DATABASE_URL PUBLIC_URL SIGNING_KEYS; do
    grep -q "$variable" <<<"$said" || { echo "$variable is not named: $said"; return 1; }
  done
}

# From a copy of what a clone has: up, asked, stopped.
compose() {
  local container token
  clone=$(mktemp -d)/$name
  mkdir "$clone"
  # Compose 1 builds without BuildKit; the image is there.
  sed '/^    build: \.$/d' "$project/compose.yaml" >"$clone/compose.yaml"
  composed up -d
  until_ready $at_compose
  container=$(composed ps -q service)
  for _ in $(seq 30); do
    [ "$(state "$container" .State.Health.Status)" = healthy ] && break
    sleep 1
  done
  [ "$(state "$container" .State.Health.Status)" = healthy ]
  [ "$(state "$container" .HostConfig.ReadonlyRootfs)" = true ]
  [ "$(state "$container" .HostConfig.CapDrop)" = '[ALL]' ]
  [ "$(state "$container" .HostConfig.SecurityOpt)" = '[no-new-privileges:true]' ]
  token=$(register $at_compose ada)
  curl -fsS "$at_compose/api/v1/posts" -H "authorization: Bearer $token" \
    -H 'content-type: application/json' -d '{"title":"Hello","body":"World"}' >/dev/null
  curl -fsS "$at_compose/docs/" | grep -i swagger >/dev/null
  composed stop -t 20 service
  [ "$(state "$container" .State.ExitCode)" = 0 ]
  stop_compose
}

composed() {
  PORT=${at_compose##*:} docker-compose --ansi never --file "$clone/compose.yaml" "$@"
}

stop_compose() {
  [ -n "${clone:-}" ] || return 0
  composed down --volumes >/dev/null 2>&1 || true
  rm -rf "$(dirname "$clone")"
  clone=
}

# Runs the image without limits on requests, for programs that send thousands.
serve() {
  $docker run --detach --name $name-postgres --network host --env PGPORT=18432 \
    --env POSTGRES_USER=social_sharing --env POSTGRES_PASSWORD=change-me postgres:17-alpine >/dev/null
  $docker run --detach --name $name-service --network host --read-only --cap-drop ALL \
    --env ENVIRONMENT=development --env LISTEN_ADDRESS="${at_service#http://}" --env PUBLIC_URL=$at_service \
    --env DATABASE_URL=postgres://social_sharing:change-me@127.0.0.1:18432/social_sharing \
    --env READS_PER_MINUTE=1000000 --env WRITES_PER_MINUTE=1000000 \
    --env SECRETS_PER_MINUTE=1000000 $name >/dev/null
  until_ready $at_service
}

stop_serving() {
  $docker rm --force --volumes $name-service $name-postgres >/dev/null 2>&1 || true
}

# Left out: what ends the run's own session. Left out of the checks: that every request that
# fits the description succeeds (no cursor and no version can be guessed), that a missing
# `If-Match` is told before a missing row, and that every other request is refused by a
# documented status (414 is said by the server, before any operation is known).
schemathesis_finds_nothing() {
  local token unfit=positive_data_acceptance,missing_required_header
  unfit+=,negative_data_rejection,status_code_conformance
  token=$(register $at_service tester)
  # It leaves a folder where it runs.
  (cd target && schemathesis run $at_service/openapi.json --url $at_service --header "Authorization: Bearer $token" \
    --phases examples,coverage,fuzzing --max-examples 25 --seed 1 --no-color \
    --exclude-path-regex '^/api/v1/auth/' \
    --exclude-checks "$unfit")
}

browser_journey() {
  node .ci/browser.mjs "$tools/npm" $at_service target/api-page.png
}

register() {
  local body='{"email":"%s@example.com","password":"correct horse battery","handle":"%s","display_name":"%s"}'
  # shellcheck disable=SC2059
  curl -fsS "$1/api/v1/auth/register" -H 'content-type: application/json' \
    -d "$(printf "$body" "$2" "$2" "$2")" |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["access_token"])'
}

state() {
  $docker inspect "$1" --format "{{$2}}"
}

until_ready() {
  for _ in $(seq 60); do
    curl -fsS "$1/health/ready" >/dev/null 2>&1 && return
    sleep 1
  done
  echo "$1 does not become ready"
  return 1
}
