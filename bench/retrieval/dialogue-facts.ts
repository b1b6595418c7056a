/**
 * What people in generated dialogues tell of themselves, and how somebody asks for it later: seldom in the same words.
 */

/** A kind of fact. `{value}` stands for one of the values, `{name}` for who told it. */
export interface FactKind {
  readonly values: readonly string[];
  /** How it is told first. */
  readonly told: readonly string[];
  /** How it comes up again in a later dialogue. */
  readonly again: readonly string[];
  /** Questions about the first telling. */
  readonly asked: readonly string[];
}

const list = (values: string): readonly string[] => values.split(',').map((value) => value.trim());

export const FACT_KINDS: readonly FactKind[] = [
  {
    values: list('beagle, greyhound, tabby kitten, parrot, tortoise, hamster, border collie, rabbit'),
    told: [
      'We finally brought a {value} home from the shelter.',
      'There is a {value} asleep on my feet now, ours since Sunday.',
    ],
    again: ['The {value} chewed through another cable.', 'I had to take the {value} to the vet again.'],
    asked: ['What pet did {name} adopt?', 'Which animal lives with {name}?'],
  },
  {
    values: list('pottery, archery, calligraphy, beekeeping, bouldering, fencing, woodturning, origami'),
    told: [
      'I signed up for {value} on Thursday nights, and I am hooked.',
      'A neighbour talked me into {value}, and now I go every week.',
    ],
    again: ['My {value} teacher says that I improve.', 'I missed {value} because of the rain.'],
    asked: ['What new hobby has {name} taken up?', 'What does {name} do in the evenings for fun?'],
  },
  {
    values: list('Lisbon, Kyoto, Reykjavik, Marrakesh, Quebec, Ljubljana, Hanoi, Cusco'),
    told: [
      'We booked two weeks in {value} for the end of summer.',
      'I just got back from {value}, and my feet still hurt from all the walking.',
    ],
    again: ['I still dream of the food in {value}.', 'I printed the pictures of {value} for the hallway.'],
    asked: ['Where did {name} travel on holiday?', 'Which city was {name} visiting on vacation?'],
  },
  {
    values: list('nurse, locksmith, translator, pastry chef, surveyor, librarian, tram driver, optician'),
    told: [
      'I start as a {value} on the first of the month.',
      'They offered me the post of {value}, and I said yes before they finished.',
    ],
    again: [
      'Being a {value} means early mornings, it turns out.',
      'The other {value} on my shift showed me the ropes.',
    ],
    asked: ["What is {name}'s new job?", 'What profession does {name} work in now?'],
  },
  {
    values: list('peanuts, shellfish, pollen, penicillin, cat hair, gluten, latex, wasp stings'),
    told: [
      'My whole face swelled up; the doctor says that it is {value}.',
      'It turns out that {value} is what has made me itch for years.',
    ],
    again: [
      'I always ask about {value} before I eat or touch anything.',
      'The tablets against {value} make me sleepy.',
    ],
    asked: ['What is {name} allergic to?', 'Which allergy was {name} diagnosed with?'],
  },
  {
    values: list('cello, accordion, banjo, harp, trombone, ukulele, oboe, drums'),
    told: [
      'My grandfather left me his {value}, so I practise in the garage.',
      'I rented a {value} for three months, the neighbours be warned.',
    ],
    again: [
      'I can nearly play a whole waltz on the {value}.',
      'A string, or whatever it is called on a {value}, snapped.',
    ],
    asked: ['Which musical instrument is {name} learning?', 'What does {name} play music on?'],
  },
  {
    values: list(
      'broken wrist, torn ligament, kidney stone, migraine, slipped disc, concussion, tonsillitis, burnt hand',
    ),
    told: [
      'I spent all Saturday in the emergency room with a {value}.',
      'Typing slowly today, I have a {value} since the weekend.',
    ],
    again: ['The {value} still bothers me when I get up.', 'They want to look at the {value} once more.'],
    asked: ['What injury or illness did {name} have?', 'Why did {name} have to go to hospital?'],
  },
  {
    values: list(
      'blue cottage, houseboat, studio over a bakery, farmhouse, loft, bungalow, basement flat, caravan',
    ),
    told: [
      'We signed the papers, the {value} is ours.',
      'From next week my address is a {value} at the edge of town.',
    ],
    again: ['The roof of the {value} leaks a little.', 'We painted the kitchen of the {value}.'],
    asked: ['Where did {name} move to?', 'What kind of home does {name} live in?'],
  },
  {
    values: list('lemon tart, ramen, sourdough, paella, pierogi, dumplings, goulash, baklava'),
    told: [
      'I made {value} from scratch for the first time, and nobody died.',
      'My aunt showed me how she does her {value}, with far too much butter.',
    ],
    again: ['Everybody asks for my {value} now.', 'The second try at {value} went wrong.'],
    asked: ['What dish did {name} learn to cook?', 'What did {name} prepare in the kitchen?'],
  },
  {
    values: list('twins, a niece, a grandson, a baby girl, a little brother, triplets, a godson, a nephew'),
    told: [
      'We have {value} in the family as of this morning!',
      'My sister called at four: {value}, all healthy.',
    ],
    again: ['I knitted a cap for {value}.', 'I hardly sleep when I watch {value}.'],
    asked: ["Who was born in {name}'s family?", 'What news of a birth did {name} share?'],
  },
  {
    values: list(
      'marathon, triathlon, rowing regatta, chess open, charity swim, cycle race, dance contest, spelling bee',
    ),
    told: [
      'I put my name down for the {value} in October.',
      'I came in ninth at the {value}, which is nine places better than I feared.',
    ],
    again: [
      'My legs or my head, something aches from the {value}.',
      'I hung the number of the {value} on the fridge.',
    ],
    asked: ['Which competition did {name} take part in?', 'What event did {name} compete in?'],
  },
  {
    values: list('moped, cargo bike, old van, electric car, tandem, canoe, motorcycle, convertible'),
    told: [
      'I sold the shares and bought a {value}.',
      'Guess what stands in front of the door: a {value}, second hand.',
    ],
    again: ['The brakes of the {value} squeak.', 'I took the {value} to the lake.'],
    asked: ['What vehicle did {name} get?', 'How does {name} get around these days?'],
  },
  {
    values: list('Swahili, Finnish, sign language, Catalan, Welsh, Korean, Arabic, Basque'),
    told: ['I have learnt my first hundred words of {value}.', 'Every lunch break I do a lesson of {value}.'],
    again: ['I ordered a coffee in {value}, and got tea.', 'The grammar of {value} is out to get me.'],
    asked: ['What language is {name} studying?', 'Which foreign tongue does {name} practise?'],
  },
  {
    values: list(
      'lighthouses, the moon landing, mushrooms, volcanoes, medieval bread, octopuses, spies, glaciers',
    ),
    told: [
      'I stayed up until two with a book about {value}.',
      'I finished that thick novel about {value} that you gave me.',
    ],
    again: ['Did you know that I now see {value} everywhere?', 'I gave the one about {value} to my mother.'],
    asked: ['What was the book about that {name} read?', 'Which topic has {name} been reading on?'],
  },
  {
    values: list(
      'a food truck, a repair café, an online shop for tea, a choir, a podcast, a seed bank, a bookshop, a night school',
    ),
    told: ['I gave notice: from May on I run {value}.', 'With two friends I am about to open {value}.'],
    again: ['The permit for {value} came through.', 'Forty people came on the first day of {value}.'],
    asked: ['What business is {name} starting?', 'What did {name} found with friends?'],
  },
  {
    values: list('tomatoes, a fig tree, sunflowers, garlic, lavender, pumpkins, a vine, strawberries'),
    told: ['I dug up half of the lawn for {value}.', 'The balcony is full of {value} this year.'],
    again: ['Snails got at {value}.', 'I watered {value} twice a day in this heat.'],
    asked: ["What grows in {name}'s garden?", 'What did {name} plant?'],
  },
];

/** What is said between the facts. */
export const SMALL_TALK = [
  'How have you been?',
  'It has been far too long.',
  'The weather has been odd all week.',
  'Work keeps me busier than I would like.',
  'That sounds wonderful, tell me more!',
  'Oh no, I am sorry to hear that.',
  'You always manage to surprise me.',
  'I was thinking of you the other day.',
  'My week was quiet, mostly laundry and letters.',
  'I need more coffee before I can answer that.',
  'Take it slowly, there is no rush.',
  'We should meet in person soon.',
  'I would never have had the courage.',
  'Let me know how it goes.',
  'The trains were late again this morning.',
  'I have to run in a minute, but go on.',
  'Do you remember the summer when we shared a flat?',
  'The neighbours had a party until three.',
  'I am proud of you, really.',
  'Somebody at work said the same thing yesterday.',
  'I watched a film, but fell asleep half way.',
  'Let us talk again at the weekend.',
] as const;

export const PEOPLE = list(
  'Anna, Bruno, Carla, Dimitri, Elif, Farid, Greta, Hiro, Ines, Jonas, Katya, Luis, Mei, Nadia, Oskar, Priya',
);
