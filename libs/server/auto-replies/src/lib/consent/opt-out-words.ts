import { exactText } from '../matching/message-text';

/** Whole messages by which people stop messages, in any language; exact, because "stop" within a sentence says something else. */
const STOP = [
  ...['stop', 'stop all', 'stopall', 'unsubscribe', 'opt out', 'opt-out', 'optout', 'end messages', 'remove me'],
  ...['stopp', 'abmelden', 'abbestellen', 'keine nachrichten mehr'],
  ...['arrêt', 'arret', 'arrêter', 'désabonner', 'désinscrire', 'me désinscrire'],
  ...['baja', 'darme de baja', 'cancelar suscripción', 'cancelar suscripcion', 'no más mensajes'],
  ...['parar', 'sair', 'descadastrar', 'cancelar inscrição'],
  ...['disiscrivimi', 'cancellami', 'annulla iscrizione'],
  ...['afmelden', 'uitschrijven'],
  ...['avsluta', 'avregistrera', 'afmeld', 'avmeld', 'lopeta'],
  ...['wypisz', 'wypisz mnie', 'odhlásit', 'dezabonare', 'leiratkozás'],
  ...['стоп', 'отписаться', 'відписатися', 'отпиши ме'],
  ...['abonelikten çık', 'listeden çık', 'mesaj istemiyorum'],
  ...['توقف', 'إلغاء الاشتراك', 'الغاء الاشتراك', 'הסר', 'הסירו אותי', 'הפסק'],
  ...['रोकें', 'सदस्यता समाप्त', 'বন্ধ', 'berhenti', 'berhenti langganan', 'hủy đăng ký', 'ngừng nhận tin'],
  ...['退订', '退訂', '取消订阅', '取消訂閱', '配信停止', '停止', '수신거부', 'ยกเลิกการรับข่าวสาร', 'ยกเลิกรับข้อความ'],
];
const START = [
  ...['start', 'unstop', 'subscribe', 'opt in', 'opt-in', 'optin'],
  ...['anmelden', 'abonnieren', 'démarrer', 's’abonner', "s'abonner", 'alta', 'suscribir', 'suscribirme', 'começar', 'assinar', 'iscrivimi', 'aanmelden', 'zapisz mnie'],
  ...['старт', 'подписаться', 'підписатися', 'başlat', 'abone ol', 'ابدأ', 'اشترك', 'התחל', 'शुरू करें', 'mulai', 'đăng ký', '订阅', '訂閱', '配信開始', '수신동의', 'เริ่มรับข่าวสาร'],
];

const stop = formsOf(STOP);
const start = formsOf(START);

interface Forms {
  exact: ReadonlySet<string>;
  oneI: ReadonlySet<string>;
}

function formsOf(words: readonly string[]): Forms {
  const texts = words.map((word) => exactText(word, null));
  return { exact: new Set(texts.flatMap(({ forms }) => forms)), oneI: new Set(texts.map(({ oneI }) => oneI)) };
}

/** What a whole message says about getting messages; punctuation at its end does not count. */
export function consentOf(text: string, language: string | null): 'stop' | 'start' | null {
  if (text.length > 60) return null;
  const { forms, oneI, eitherI } = exactText(text.trim().replace(/[.!。！]+$/u, ''), language);
  const says = (words: Forms) => forms.some((form) => words.exact.has(form)) || (eitherI && words.oneI.has(oneI));
  return says(stop) ? 'stop' : says(start) ? 'start' : null;
}

/** Said once to somebody who has just stopped messages. */
const CONFIRMATIONS: Readonly<Record<string, string>> = {
  en: 'You will get no more automatic messages from us. Write START to get them again.',
  de: 'Sie erhalten keine automatischen Nachrichten mehr von uns. Schreiben Sie START, um sie wieder zu erhalten.',
  fr: 'Vous ne recevrez plus de messages automatiques de notre part. Écrivez START pour les recevoir à nouveau.',
  es: 'Ya no recibirá mensajes automáticos de nosotros. Escriba START para volver a recibirlos.',
  pt: 'Você não receberá mais mensagens automáticas nossas. Escreva START para voltar a receber.',
  it: 'Non riceverà più messaggi automatici da noi. Scriva START per riceverli di nuovo.',
  nl: 'U ontvangt geen automatische berichten meer van ons. Schrijf START om ze weer te ontvangen.',
  tr: 'Artık bizden otomatik mesaj almayacaksınız. Yeniden almak için START yazın.',
};

export function optOutConfirmation(language: string | null): string {
  return CONFIRMATIONS[language?.slice(0, 2) ?? ''] ?? CONFIRMATIONS['en'];
}
