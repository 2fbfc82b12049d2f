/** How the clients of a listener may speak. */
export const dialects = ['chat', 'netcat', 'budget', 'json'] as const;
