/** At most so many tasks at once: whoever adds one waits for room. What fails first is thrown at whoever comes next. */
export type TaskQueue = {
  readonly add: (task: () => Promise<void>) => Promise<void>;
  readonly done: () => Promise<void>;
};

export function createTaskQueue(atOnce: number): TaskQueue {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const throwFirst = (): void => {
    if (failures.length > 0) throw failures[0];
  };
  const run = async (task: () => Promise<void>): Promise<void> => {
    try {
      await task();
    } catch (error) {
      failures.push(error);
    }
  };
  return {
    add: async (task) => {
      const one: Promise<void> = run(task).finally(() => running.delete(one));
      running.add(one);
      if (running.size >= atOnce) await Promise.race(running);
      throwFirst();
    },
    done: async () => {
      await Promise.all(running);
      throwFirst();
    },
  };
}
