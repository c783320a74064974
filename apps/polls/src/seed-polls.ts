/** A poll that a new site has. */
export interface SeedPoll {
  readonly question: string;
  readonly description: string;
  /** A file among those that come with the site. */
  readonly picture?: string;
  readonly pictureText?: string;
  /** Each with the votes that it begins with. */
  readonly choices: readonly (readonly [text: string, votes: number])[];
  readonly isClosed?: boolean;
}

/** The newest first. */
export const seedPolls: readonly SeedPoll[] = [
  {
    question: 'Where shall we have lunch on Friday?',
    description: 'The whole team is here this week, so let us eat together. We leave at half past twelve.',
    picture: 'lunch.jpg',
    pictureText: 'A laid table with bowls of soup, rice and vegetables',
    choices: [
      ['The noodle bar', 9],
      ['The garden café', 6],
      ['Pizza by the canal', 4],
      ['We bring something and share', 7],
    ],
  },
  {
    question: 'Which plant for the meeting room?',
    description: 'It has one window, to the north. Whoever votes for the fern waters the fern.',
    picture: 'plants.jpg',
    pictureText: 'Three potted plants on a window sill',
    choices: [
      ['A fern', 5],
      ['A rubber tree', 8],
      ['A cactus', 11],
    ],
  },
  {
    question: '下午茶喝什么？',
    description: '每周三下午三点，茶水间见。',
    choices: [
      ['龙井茶', 7],
      ['茉莉花茶', 5],
      ['咖啡', 6],
    ],
  },
  {
    question: 'What do we read next?',
    description: 'For the book club. The winner is read by the end of the month.',
    picture: 'books.jpg',
    pictureText: 'A row of colourful books on a shelf',
    choices: [
      ['The Left Hand of Darkness', 6],
      ['Middlemarch', 3],
      ['The Summer Book', 8],
      ['Invisible Cities', 5],
    ],
  },
  {
    question: 'When is the best time for the weekly meeting?',
    description: '',
    choices: [
      ['Monday morning', 4],
      ['Tuesday after lunch', 9],
      ['Thursday morning', 7],
    ],
  },
  {
    question: 'Where does the summer outing go?',
    description: 'One day in July, with the train. Families are welcome.',
    picture: 'outing.jpg',
    pictureText: 'A lake between green hills, with the sun above',
    choices: [
      ['Up the hill and down again', 12],
      ['To the lake', 17],
      ['A museum, in case of rain', 5],
    ],
  },
  {
    question: 'Should the kitchen get a second coffee machine?',
    description: 'There is money for one thing this quarter.',
    choices: [
      ['Yes, the queue is too long', 10],
      ['No, a better grinder instead', 6],
      ['Tea is enough', 3],
    ],
  },
  {
    question: 'What shall we call the new printer?',
    description: 'It prints on both sides and jams on neither.',
    choices: [
      ['Gutenberg', 14],
      ['Inky', 9],
      ['Paper Jam', 12],
    ],
    isClosed: true,
  },
];
