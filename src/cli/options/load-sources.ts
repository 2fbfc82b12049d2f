import { validateConfig, readConfig } from './config-file';
import type { Option, OptionTable } from './option';
import { withoutServiceLinks } from './service-links';
import { resolveOptions, type OptionSources } from './resolve-options';

/** The option that names the config file, which can stand on the command line and in the environment only. */
interface WithConfig extends OptionTable {
  readonly config: Option<string | undefined>;
}

/** All sources of a command's options: the command line, the environment, and the config file these two name. */
export const loadSources = async (
  { config, ...table }: WithConfig,
  commandLine: OptionSources['commandLine'],
  variables: NodeJS.ProcessEnv,
): Promise<OptionSources> => {
  const { environment, links } = withoutServiceLinks(variables);
  const given = { commandLine, environment, links };
  const { config: path } = resolveOptions({ config }, given);
  if (path === undefined) return given;
  const values = await readConfig(path);
  validateConfig(table, path, values);
  return { ...given, config: values };
};
