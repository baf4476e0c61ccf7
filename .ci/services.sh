# The services of all examples, as they are built for the tests, and what programs find that read
# their descriptions. Sourced by run.

examples=(minimal social-sharing storefront)
at_service=http://127.0.0.1:18081
service=
# Whose account the requests are made with.
email=tester@example.com
password='correct horse battery'

# Runs an example's service on a fresh database, without limits on requests: what asks sends
# thousands.
serve() {
  (cd "examples/$1" && CARGO_TARGET_DIR=$built SQLX_OFFLINE=true cargo build --locked --quiet)
  $docker exec contract-postgres createdb --username postgres "${1//-/_}"
  ENVIRONMENT=development LISTEN_ADDRESS=${at_service#http://} PUBLIC_URL=$at_service LOG=error \
    DATABASE_URL=$(database_of "$1") READS_PER_MINUTE=1000000 WRITES_PER_MINUTE=1000000 \
    REFRESHES_PER_MINUTE=1000000 SECRETS_PER_MINUTE=1000000 \
    "$built/debug/$1" &
  service=$!
  until_ready $at_service
}

database_of() {
  echo "postgres://postgres:change-me@127.0.0.1:18432/${1//-/_}"
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

# Once as somebody with an account, and once as an administrator.
schemathesis_finds_nothing() {
  local example
  for example in "${examples[@]}"; do
    serve "$example"
    register $at_service "$(profile "$example")" >/dev/null
    ask_everything
    if [ "$example" = social-sharing ]; then
      node .ci/browser.mjs "$tools/npm" $at_service target/api-page.png
      DATABASE_URL=$(database_of "$example") "$built/debug/$example" grant $email admin
      ask_everything
    fi
    stop_service
  done
}

# Requests to every operation. It leaves a folder where it runs.
ask_everything() {
  (cd target && SCHEMATHESIS_HOOKS=../.ci/schemathesis.py SERVICE=$at_service EMAIL=$email \
    PASSWORD=$password schemathesis --config-file ../.ci/schemathesis.toml \
    run $at_service/openapi.json --url $at_service --max-examples 10 --seed 1 --no-color)
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
  python3 - "$1" "$2" "$email" "$password" <<'PYTHON'
import json, sys, urllib.request

at, members, email, password = sys.argv[1:]
account = {"email": email, "password": password}
account |= json.loads("{" + members + "}")
request = urllib.request.Request(
    at + "/api/v1/auth/register", json.dumps(account).encode(), {"content-type": "application/json"})
print(json.load(urllib.request.urlopen(request))["access_token"])
PYTHON
}
