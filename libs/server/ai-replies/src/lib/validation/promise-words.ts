/** Acts that the AI claims for itself, or of its own accord, by language. Never true, so never sent. */
export const ACTS_DONE = [
  // en
  'i ll|i will|i ve|i have ~ refunded|i have ~ cancelled|i have ~ canceled|i have ~ credited|i have ~ issued|i have ~ processed|i have ~ sent|i have ~ updated|i have ~ changed|i have ~ arranged|i have ~ added|i have ~ applied|i have ~ forwarded|i have ~ escalated|i have ~ reset|i have ~ booked|i have ~ ordered|i have ~ opened|i just ~ refunded|i am processing|i m processing|i am issuing|i m issuing|i am refunding|i m refunding|i promise|i guarantee|i can offer you|i can give you|i refunded|i cancelled|i canceled|i issued|we ve refunded|we have ~ refunded|we have ~ credited|we have ~ cancelled|we have ~ canceled|we have ~ issued|we have ~ processed your|we have ~ updated your|we have ~ shipped your|we ve processed|we ve issued|we ve credited|we promise|we guarantee you|has been refunded|have been refunded|has been cancelled|has been canceled|has been credited|has been processed|has been upgraded|is being processed|your refund is|you ll get your money|you will get your money|rest assured|you have my word',
  // de
  'ich werde|ich habe ~ erstattet|ich habe ~ storniert|ich habe ~ veranlasst|ich habe ~ gutgeschrieben|ich habe ~ weitergeleitet|ich habe ~ geändert|ich habe ~ gekündigt|ich habe ~ gebucht|ich habe ~ geschickt|ich habe ~ zurückgesetzt|ich erstatte|ich storniere|ich kümmere mich|ich veranlasse|ich verspreche|ich garantiere|ich kann ihnen ~ anbieten|wir haben ~ erstattet|wir haben ~ storniert|wir haben ~ gutgeschrieben|wir haben ~ veranlasst|wir versprechen|wir garantieren ihnen|wurde erstattet|wurde storniert|wurde gutgeschrieben|wurde ihnen ~ gutgeschrieben|ist veranlasst|wir kümmern uns|versprochen',
  // es
  'voy a|he reembolsado|he cancelado|he procesado|he emitido|he enviado|he aplicado|he actualizado|le he|te he|le reembolsaré|te reembolsaré|me encargaré|me ocuparé|le prometo|te prometo|prometo|le garantizo|te garantizo|puedo ofrecerle|puedo ofrecerte|hemos reembolsado|hemos cancelado|hemos procesado|hemos emitido|le prometemos|ha sido reembolsado|ha sido cancelado|ha sido procesado',
  // fr
  'je vais|j ai remboursé|j ai annulé|j ai traité|j ai émis|j ai envoyé|j ai appliqué|je vous ai|je vous rembours*|je m en occupe|je m occupe|je vous promets|je promets|je vous garantis|je peux vous offrir|je peux vous proposer une remise|nous avons remboursé|nous avons annulé|nous avons traité|nous vous promettons|a été remboursé*|a été annulé*|a été traité*|a été crédité*',
  // it
  'ho rimborsato|ho annullato|ho elaborato|ho emesso|ho inviato|ho applicato|le ho|ti ho|la rimborserò|provvederò|me ne occupo|me ne occuperò|prometto|le prometto|ti prometto|garantisco|le garantisco|posso offrirle|posso offrirti|abbiamo rimborsato|abbiamo annullato|abbiamo elaborato|è stato rimborsato|è stato annullato|è stato elaborato|è stata annullata|è stata rimborsata',
  // pt
  'vou|já reembolsei|reembolsei|cancelei|processei|emiti|enviei|apliquei|irei|prometo|garanto|lhe prometo|posso oferecer|posso te oferecer|posso lhe oferecer|reembolsámos|reembolsamos o seu|cancelámos|cancelamos o seu|processámos|foi reembolsado|foi cancelado|foi processado|foi estornado|foi creditado',
  // nl
  'ik zal|ik ga|ik heb ~ terugbetaald|ik heb ~ geannuleerd|ik heb ~ verwerkt|ik heb ~ verstuurd|ik heb ~ aangepast|ik heb ~ geregeld|ik regel|ik zorg|ik beloof|ik garandeer|ik kan u ~ aanbieden|ik kan je ~ aanbieden|wij hebben ~ terugbetaald|we hebben ~ terugbetaald|we hebben ~ geannuleerd|we hebben ~ verwerkt|we beloven|is terugbetaald|is geannuleerd|is verwerkt|is bijgeschreven',
  // tr
  'iade ettim|iptal ettim|işleme aldım|gönderdim|uyguladım|güncelledim|hallettim|halledeceğim|iade edeceğim|göndereceğim|ilgileneceğim|söz veriyorum|garanti ediyorum|sunabilirim|iade ettik|iptal ettik|işleme aldık|söz veriyoruz|iade edildi|iptal edildi|işleme alındı|hesabınıza yatırıldı',
  // ru
  'я верну|я вернул*|я отменил*|я отменю|я оформил*|я оформлю|я отправил*|я отправлю|я изменил*|я сделаю|я позабочусь|я обещаю|обещаю|обещаем|гарантирую|могу предложить вам|мы вернули|мы отменили|мы оформили|мы отправили|деньги возвращены|средства возвращены|заказ отменен|возврат оформлен',
  // pl
  'zwróciłem|zwróciłam|anulowałem|anulowałam|przetworzyłem|wysłałem|wysłałam|zaktualizowałem|zajmę się|zwrócę|anuluję|wyślę|obiecuję|obiecujemy|gwarantuję|mogę zaoferować|zwróciliśmy|anulowaliśmy|przetworzyliśmy|została anulowana|zostało anulowane|został zwrócony|zwrot został|środki zostały zwrócone',
  // ar
  'سأقوم|سوف أقوم|سأعيد|سأرسل|سألغي|لقد قمت|قمت ب*|لقد أعدت|لقد ألغيت|أعدك|نعدك|أضمن لك|أضمن|يمكنني أن أقدم|لقد قمنا|قمنا ب*|تم رد المبلغ|تم إلغاء|تم استرداد|تم إرجاع',
  // zh
  '我会|我将|我已|我已经|我帮您|我给您退|我为您|我保证|我承诺|我们承诺|我们已经|我们已为您|已为您|已经退款|已退款|已取消|已经取消|已处理|可以给您',
].join('|');

/** What "we" will do, or the customer will get: a commitment unless the source says the very same. */
export const ACTS_PROMISED = [
  'we ll|we will|we are going to|we re going to|we shall|you will receive|you ll receive|you will get|you ll get|you are entitled|you re entitled|you are eligible|you qualify|will be refunded|will be credited|will be shipped|will be delivered|will arrive|will call you|will contact you|get back to you|as compensation|as an apology|credit to your account|waive',
  'wir werden|sie erhalten|du erhältst|sie bekommen|du bekommst|ihnen steht|haben anspruch|wird erstattet|wird gutgeschrieben|wird geliefert|wird zugestellt|melden uns bei ihnen|rufen sie zurück|als entschädigung|als entschuldigung|aus kulanz',
  'vamos a|le reembolsaremos|te reembolsaremos|recibirá|recibirás|tiene derecho|tienes derecho|será reembolsado|será enviado|llegará|le llamaremos|nos pondremos en contacto|como compensación|como disculpa',
  'nous allons|nous vous rembourserons|vous recevrez|vous avez droit|sera remboursé*|sera livré*|sera expédié*|arrivera|nous vous rappellerons|nous vous contacterons|en compensation|à titre commercial|geste commercial',
  'le rimborseremo|ti rimborseremo|riceverà|riceverai|ha diritto|hai diritto|sarà rimborsato|sarà consegnato|sarà spedito|arriverà|la richiameremo|la contatteremo|come risarcimento|per scusarci',
  'vamos|iremos|receberá|receberás|você receberá|tem direito|será reembolsado|será entregue|será enviado|chegará|ligaremos|entraremos em contato|entraremos em contacto|como compensação|como desculpa',
  'we zullen|wij zullen|we gaan|u ontvangt|je ontvangt|u krijgt|je krijgt|heeft recht|hebt recht|wordt terugbetaald|wordt geleverd|wordt bezorgd|wij bellen u|we bellen je|nemen contact met u op|als compensatie|ter compensatie',
  'iade edeceğiz|göndereceğiz|alacaksınız|hakkınız var|iade edilecek*|teslim edilecek*|gönderilecek*|sizi arayacağız|size döneceğiz|telafi olarak|özür olarak',
  'мы вернем|мы отправим|мы сделаем|мы свяжемся|мы перезвоним|вы получите|вам полагается|имеете право|будет возвращен*|будет доставлен*|будет отправлен*|в качестве компенсации|в качестве извинения',
  'zwrócimy|wyślemy|zadzwonimy|skontaktujemy się|otrzyma|otrzymasz|przysługuje|mają państwo prawo|ma pan prawo|zostanie zwrócon*|zostanie dostarczon*|zostanie wysłan*|w ramach rekompensaty|w ramach przeprosin',
  'سنقوم|سوف نقوم|سنعيد|سنرسل|سنتصل|سوف تتلقى|ستتلقى|ستحصل|يحق لك|سيتم رد|سيتم توصيل|سيتم إرسال|كتعويض|كاعتذار',
  '我们会|我们将|您将收到|您会收到|您将获得|您有权|将退款|将会退|会送达|会给您打电话|会联系您|作为补偿|作为赔偿|作为歉意',
].join('|');
