/**
 * Variables that a container gets of its own accord. Kubernetes puts `RX_CHAT_PORT=tcp://10.43.1.2:8989` and six more
 * of them into every pod beside a Service named `rx-chat`. Docker's links once did the same. None of them was meant as
 * an option.
 */
const SERVICE_LINK = /^(?:tcp|udp|sctp):\/\/[^\s/?#]+:\d+$/;

/** `RX_CHAT_PORT`, and `RX_CHAT_TLS_PORT` of a Service named `rx-chat-tls`. */
const SERVICE_LINK_NAME = /^(RX_CHAT_(?:\w+_)?)PORT$/;

/** The names of the other variables of a link, behind the same stem. */
const SERVICE_LINK_SUFFIX =
  /^(?:PORT|SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)$/;

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment without service links, and the variables that were links. */
export const withoutServiceLinks = (
  environment: Environment,
): { readonly environment: Environment; readonly links: readonly string[] } => {
  const links = Object.keys(environment).filter(
    (name) => SERVICE_LINK_NAME.test(name) && SERVICE_LINK.test(environment[name] ?? ''),
  );
  const stems = links.map((name) => name.replace(SERVICE_LINK_NAME, '$1'));
  const isOfLink = (name: string) =>
    stems.some((stem) => name.startsWith(stem) && SERVICE_LINK_SUFFIX.test(name.slice(stem.length)));
  const kept = Object.entries(environment).filter(([name]) => !isOfLink(name));
  return { environment: Object.fromEntries(kept), links };
};
