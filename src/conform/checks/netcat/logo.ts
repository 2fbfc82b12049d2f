/** The greeting of the exercise. */
export const GREETING = 'Welcome to TCP-Chat!';

/** The penguin of the exercise, line by line. */
export const LOGO: readonly string[] = [
  '         _nnnn_',
  '        dGGGGMMb',
  '       @p~qp~~qMb',
  '       M|@||@) M|',
  '       @,----.JM|',
  '      JS^\\__/  qKL',
  '     dZP        qKRb',
  '    dZP          qKKb',
  '   fZP            SMMb',
  '   HZM            MMMM',
  '   FqM            MMMM',
  ' __| ".        |\\dS"qML',
  " |    `.       | `' \\Zq",
  "_)      \\.___.,|     .'",
  "\\____   )MMMMMP|   .'",
  "     `-'       `--'",
];
