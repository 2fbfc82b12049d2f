/** How the clients of a listener may speak. */
export const dialectNames = ['chat', 'netcat', 'budget', 'json'] as const;
