# The image of an example's service and what becomes of it. Sourced by run.

name=social-sharing
project=$PWD/examples/$name
at_compose=http://127.0.0.1:18080

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
  token=$(register $at_compose '"handle": "ada", "display_name": "Ada"')
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
