/** Words of politeness by language: they say nothing that a source could prove. */
export const COURTESY_WORDS: Readonly<Record<string, string>> = {
  en: 'write call phone mail email us any have other if can may be able also so well would like more hi hello dear yes no sure certainly course please thanks thank you welcome glad happy help helps hope question questions ask feel free let know further anything else reach contacting asking writing day great good regards best kind sincerely according information note sorry understand following here',
  de: 'schreiben rufen anrufen mail telefon uns ihnen ihre haben noch gern einfach jederzeit dazu auch hallo guten tag liebe lieber ja nein gerne gern natürlich selbstverständlich bitte danke vielen dank freuen helfen hilft hilfe hoffe frage fragen weitere melden wissen lassen schönen grüße freundlichen herzliche laut information informationen hinweis leider verstehe folgende hier nachricht anfrage',
  es: 'escriba llame correo teléfono hola buenos días estimado estimada sí no claro supuesto por favor gracias muchas encantado ayudar ayuda espero pregunta preguntas duda dudas alguna más avíseme saber saludos cordiales según información nota lamento entiendo siguiente aquí mensaje consulta',
  fr: 'écrivez appelez mail téléphone bonjour bonsoir cher chère oui non bien sûr volontiers merci beaucoup plaisir aider aide espère question questions autre autres hésitez savoir cordialement salutations selon information informations note désolé comprends suivant voici ici message',
  it: 'ciao salve buongiorno gentile caro cara sì no certo certamente prego favore grazie mille piacere aiutare aiuto spero domanda domande altre dubbi sapere saluti cordiali secondo informazione informazioni nota spiacenti capisco seguente ecco qui messaggio',
  pt: 'olá oi bom dia caro cara prezado sim não claro certamente favor obrigado obrigada prazer ajudar ajuda espero pergunta perguntas dúvida dúvidas mais saber cumprimentos atenciosamente segundo informação informações nota lamento entendo seguinte aqui mensagem',
  nl: 'hallo hoi beste ja nee natuurlijk zeker graag alstublieft bedankt dank helpen hulp hoop vraag vragen verder laat weten groeten vriendelijke volgens informatie noot helaas begrijp volgende hier bericht',
  tr: 'merhaba sayın evet hayır tabii elbette lütfen teşekkür teşekkürler ederiz memnuniyetle yardım yardımcı umarım soru sorunuz sorularınız başka bize bildirin saygılarımızla iyi günler göre bilgi not üzgünüz anlıyorum aşağıdaki burada mesaj',
  ru: 'здравствуйте добрый день уважаемый да нет конечно пожалуйста спасибо рады помочь помощь надеюсь вопрос вопросы вопросов ещё сообщите обращайтесь уважением согласно информация информации примечание жаль понимаю следующее здесь сообщение',
  pl: 'dzień dobry witam szanowny szanowna tak nie oczywiście proszę dziękuję dziękujemy chętnie pomóc pomoc mam nadzieję pytanie pytania pytań więcej daj znać pozdrawiam pozdrowienia według informacja informacje uwaga przykro rozumiem następujące tutaj wiadomość',
  ar: 'مرحبا أهلا عزيزي عزيزتي نعم لا بالطبع بالتأكيد من فضلك شكرا شكراً لك يسعدنا مساعدتك مساعدة آمل سؤال أسئلة أخرى تواصل معنا تحياتي وفقا معلومات ملاحظة عذرا أفهم التالي هنا رسالة',
  zh: '你好 您好 亲爱 是 是的 不 当然 请 谢谢 感谢 高兴 帮助 帮到 希望 问题 其他 任何 联系 告诉 祝 愉快 根据 信息 注意 抱歉 理解 以下 这里 消息',
};

/** Groups of words that make a statement much larger. A word of a group needs one of the same group in the source. */
export const CLAIM_WORDS: readonly string[] = [
  'free|for free|free of charge|no charge|no cost|at no cost|complimentary|on us|gratis|kostenlos*|kostenfrei*|umsonst|gebührenfrei|versandkostenfrei*|gratuit*|sin costo|sin coste|sin cargo|sans frais|offert|offerte|senza costi|omaggio|grátis|grátis|sem custo*|zonder kosten|kosteloos|ücretsiz*|bedava|бесплатн*|даром|darmow*|bezpłatn*|za darmo|مجان*|免费|免費|無料|무료|безкоштовн*|δωρεάν|miễn phí|मुफ्त',
  'always|every|everyone|everywhere|worldwide|any country|all countries|anytime|any time|immer|jederzeit|überall|weltweit|jede|jeder|alle länder|siempre|todos|todas|mundial|cualquier|toujours|tous|toutes|partout|monde entier|sempre|ovunque|tutto il mondo|todo o mundo|altijd|overal|wereldwijd|her zaman|tüm dünya*|dünyanın her|всегда|везде|по всему миру|zawsze|wszędzie|cały świat|całym świecie|دائما|جميع أنحاء|总是|全球|所有国家|任何时候',
  'unlimited|no limit|lifetime|forever|unbegrenzt*|unbeschränkt|lebenslang*|ilimitad*|para siempre|illimité*|à vie|illimitat*|a vita|vitalíci*|onbeperkt*|levenslang*|sınırsız*|ömür boyu|неограничен*|пожизненн*|безлимит*|nieogranicz*|dożywotn*|غير محدود|مدى الحياة|无限|终身|永久',
  'guarantee*|garantier*|garantiz*|garanti*|garant*|гарант*|gwarant*|ضمان|نضمن|保证|保證|担保|保修|warrant*',
  'discount*|voucher*|coupon*|promo code|rabatt*|gutschein*|descuento*|cupón|vale|remise*|réduction*|bon d achat|code promo|sconto|sconti|buono|desconto*|cupom|cupão|korting*|waardebon|indirim*|kupon*|скидк*|купон*|промокод*|rabat*|zniżk*|kupon|bon|خصم*|قسيمة|折扣|优惠|代金券|打折',
  'compensat*|entschädig*|compensa*|indemni*|dédommage*|risarc*|compenseren|vergoed*|tazmin*|компенс*|odszkodow*|rekompens*|تعويض*|赔偿|补偿',
  'refund*|money back|erstatt*|rückerstatt*|geld zurück|reembols*|rembours*|rimbors*|estorn*|terugbetal*|geld terug|para iade*|geri ödeme*|возврат* денег|возврат* средств|верн* деньги|zwrot* pieniędzy|zwrot* środków|استرداد|استرجاع|退款|退钱',
  'immediately|instantly|right away|within minutes|same day|today|tomorrow|sofort|umgehend|heute|morgen noch|inmediat*|hoy|mañana mismo|immédiat*|aujourd hui|demain|immediat*|oggi|domani|imediat*|hoje|amanhã|onmiddellijk|meteen|vandaag|hemen|anında|bugün|yarın|немедленно|сразу|сегодня|завтра|natychmiast|od razu|dzisiaj|dziś|jutro|فورا|على الفور|اليوم|غدا|立即|马上|当天|今天|明天',
];

export const NEGATIONS: Readonly<Record<string, string>> = {
  en: 'not|no|never|none|cannot|can t|don t|doesn t|isn t|aren t|won t|without|unable|neither|nor|dont|doesnt|cant|isnt|wont|except|excluded',
  de: 'nicht|kein*|nie|niemals|ohne|weder|ausgeschlossen|ausgenommen|außer',
  es: 'no|nunca|jamás|ningun*|ningún|sin|tampoco|excepto|salvo',
  fr: 'ne|n|pas|jamais|aucun*|sans|ni|sauf|excepté',
  it: 'non|no|mai|nessun*|senza|né|tranne|escluso',
  pt: 'não|nunca|nenhum*|sem|nem|exceto',
  nl: 'niet|geen|nooit|zonder|noch|behalve',
  tr: 'değil*|yok|hiç|asla|olmaz|edilemez|edilmez|yapılmaz|yapılamaz|olmadan|hariç|*mıyor*|*miyor*|*muyor*|*müyor*|*mez|*maz',
  ru: 'не|нет|никогда|без|ни|нельзя|кроме|невозможно',
  pl: 'nie|nigdy|bez|ani|żaden|żadn*|oprócz',
  ar: 'لا|ليس|ليست|لن|لم|غير|بدون|دون|ما عدا|باستثناء',
  zh: '不|没有|沒有|无法|未|非|勿|除外',
};
