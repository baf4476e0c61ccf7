# The services of all examples, as they are built for the tests, and what programs find that read
# their descriptions. Sourced by run.

examples=(minimal social-sharing storefront)
at_service=http://127.0.0.1:18081
service=

# Runs an example's service on a fresh database, without limits on requests: what asks sends
# thousands.
serve() {
  local database=${1//-/_}
  (cd "examples/$1" && CARGO_TARGET_DIR=$built SQLX_OFFLINE=true cargo build --locked --quiet)
  $docker exec contract-postgres createdb --username postgres "$database"
  ENVIRONMENT=development LISTEN_ADDRESS=${at_service#http://} PUBLIC_URL=$at_service LOG=error \
    DATABASE_URL=postgres://postgres:change-me@127.0.0.1:18432/$database \
    READS_PER_MINUTE=1000000 WRITES_PER_MINUTE=1000000 SECRETS_PER_MINUTE=1000000 \
    "$built/debug/$1" &
  service=$!
  until_ready $at_service
}

stop_service() {
  [ -n "$service" ] || return 0
  kill "$service" 2>/dev/null && wait "$service" || true
  service=
}

start_postgres() {
  built=$PWD/target/tmp/emitted-target
  $docker run --detach --name contract-postgres --network host --env PGPORT=18432 \
    --env POSTGRES_PASSWORD=change-me postgres:17-alpine >/dev/null
  for _ in $(seq 60); do
    $docker exec contract-postgres pg_isready --quiet --host 127.0.0.1 && return
    sleep 1
  done
  return 1
}

stop_services() {
  stop_service
  $docker rm --force --volumes contract-postgres >/dev/null 2>&1 || true
}

# What an account of the example has beside address and password.
profile() {
  case $1 in
    minimal) ;;
    social-sharing) echo '"handle": "tester", "display_name": "Tester"' ;;
    storefront) echo '"full_name": "Tester"' ;;
  esac
}

# Left out: what ends the run's own session.
schemathesis_finds_nothing() {
  local example token
  for example in "${examples[@]}"; do
    serve "$example"
    token=$(register $at_service "$(profile "$example")")
    # It leaves a folder where it runs.
    (cd target && SCHEMATHESIS_HOOKS=../.ci/schemathesis.py \
      schemathesis --config-file ../.ci/schemathesis.toml run $at_service/openapi.json \
      --url $at_service --header "Authorization: Bearer $token" --max-examples 10 --seed 1 \
      --no-color --exclude-path-regex '^/api/v1/auth/')
    [ "$example" != social-sharing ] || node .ci/browser.mjs "$tools/npm" $at_service target/api-page.png
    stop_service
  done
}

# Clients made from the descriptions, which their compilers accept.
clients_are_made() {
  local example made
  made=$(mktemp -d)
  echo 'post_hooks: []' >"$made/python.yaml"
  for example in "${examples[@]}"; do
    openapi-typescript "examples/$example/openapi.json" --output "$made/$example.d.ts" >/dev/null
    openapi-python-client generate --path "examples/$example/openapi.json" --meta none \
      --config "$made/python.yaml" --output-path "$made/${example//-/_}" --fail-on-warning
    (cd "$made" && mypy --strict --no-error-summary "${example//-/_}")
  done
  tsc --noEmit --strict "$made"/*.d.ts
  rm -rf "$made"
}

# register AT MEMBERS: an account with these members of its own; prints its access token.
register() {
  python3 - "$1" "$2" <<'PYTHON'
import json, sys, urllib.request

at, members = sys.argv[1:]
account = {"email": "tester@example.com", "password": "correct horse battery"}
account |= json.loads("{" + members + "}")
request = urllib.request.Request(
    at + "/api/v1/auth/register", json.dumps(account).encode(), {"content-type": "application/json"})
print(json.load(urllib.request.urlopen(request))["access_token"])
PYTHON
}
